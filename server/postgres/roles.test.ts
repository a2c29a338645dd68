import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { type Cluster, openCluster } from "./cluster.ts";
import { withClient } from "./connect.ts";
import { prepareGivenDatabase, prepareOwnDatabase } from "./roles.ts";

// Role names count for a whole cluster, so this file has one of its own.
const home = mkdtempSync(path.join(tmpdir(), "portal-roles-"));
chmodSync(home, 0o711);
const file = path.join(home, "database.json");
let cluster: Cluster;

before(async () => {
  cluster = await openCluster(home, () => undefined, { fsync: "off" });
});
after(async () => {
  await cluster.stop();
  rmSync(home, { recursive: true, force: true });
});

test("a user without the right to make roles is told which one it lacks", async () => {
  await admin("CREATE ROLE clerk LOGIN PASSWORD 'secret'");
  await admin("CREATE DATABASE given OWNER clerk");
  const refused = { name: "StartFailure", message: /ALTER ROLE clerk CREATEROLE/ };
  await assert.rejects(prepareGivenDatabase(urlOf("clerk", "given"), path.join(home, "given.json")), refused);
});

test("a given database keeps its user as the owner and gets two more roles", async () => {
  await admin("ALTER ROLE clerk CREATEROLE");
  const given = await prepareGivenDatabase(urlOf("clerk", "given"), path.join(home, "given.json"));
  assert.equal(given.owner, urlOf("clerk", "given"));
  assert.deepEqual(await whoami(given.app), { current_user: "portal_app", current_database: "given" });
  assert.deepEqual(await whoami(given.system), { current_user: "portal_system", current_database: "given" });
  assert.deepEqual(await prepareGivenDatabase(given.owner, path.join(home, "given.json")), given);
});

test("a role that passes row-level security by is refused", async () => {
  await admin("ALTER ROLE portal_app BYPASSRLS");
  const refused = { name: "StartFailure", message: /portal_app passes row-level security by/ };
  await assert.rejects(prepareGivenDatabase(urlOf("clerk", "given"), path.join(home, "given.json")), refused);
  await admin("ALTER ROLE portal_app NOBYPASSRLS");
});

test("the own database has three roles, none above row-level security, and a private file of their addresses", async () => {
  const own = await prepareOwnDatabase(cluster.adminUrl, "portal", file);
  assert.deepEqual(await prepareOwnDatabase(cluster.adminUrl, "portal", file), own);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(await whoami(own.owner), { current_user: "portal_owner", current_database: "portal" });
  const { rows } = await withClient(own.owner, (client) =>
    client.query(
      "SELECT FROM pg_roles WHERE rolname LIKE 'portal%' AND (rolsuper OR rolbypassrls OR rolcreaterole AND rolname <> 'portal_tenants')",
    ),
  );
  assert.deepEqual(rows, []);
});

test("an absent database or server is named in a sentence", async () => {
  const absent = { name: "StartFailure", message: /has no database absent: create it/ };
  await assert.rejects(prepareGivenDatabase(urlOf("clerk", "absent"), file), absent);
  const away = { name: "StartFailure", message: /127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)/ };
  await assert.rejects(prepareGivenDatabase("postgresql://clerk:secret@127.0.0.1:1/given", file), away);
});

function urlOf(user: string, database: string): string {
  return Object.assign(new URL(cluster.adminUrl), { username: user, password: "secret", pathname: `/${database}` }).href;
}

async function whoami(url: string) {
  return withClient(url, async (client) => (await client.query("SELECT current_user, current_database()")).rows[0]);
}

async function admin(statement: string): Promise<void> {
  await withClient(cluster.adminUrl, (client) => client.query(statement));
}
