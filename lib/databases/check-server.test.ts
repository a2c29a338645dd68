import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { tenantServerUrl } from "#lib/postgres/tenant-server.ts";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { checkServer } from "./check-server.ts";
import { databasesState } from "./judge-state.ts";

let database: TestDatabase;
let role: string;

before(async () => {
  database = await openTestDatabase();
  role = `${database.prefix}clerk`;
  await admin(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'; GRANT CONNECT ON DATABASE postgres TO ${role}`);
});
after(async () => {
  await admin(`DROP OWNED BY ${role}`);
  await database.close();
});

test("a role without rights is told the SQL that brings them, and with it may serve", async () => {
  const url = tenantServerUrl("postgres", { name: role, password: "secret" });
  const said = await withClient(url, (client) => checkServer(client)).catch((error: Error) => error);
  assert.ok(said instanceof Error);
  assert.equal(said.name, "ServerUnfit");
  assert.match(said.message, /run, as a superuser of that server, ALTER ROLE \S+ CREATEDB CREATEROLE;/);
  await admin(said.message.slice(said.message.indexOf("ALTER ROLE")));
  await withClient(url, (client) => checkServer(client));
});

test("one right that is missing is the only one that is named", async () => {
  await admin(`REVOKE SET ON PARAMETER lo_compat_privileges FROM ${role}`);
  const url = tenantServerUrl("postgres", { name: role, password: "secret" });
  await assert.rejects(
    withClient(url, (client) => checkServer(client)),
    { message: new RegExp(`superuser of that server, GRANT SET ON PARAMETER lo_compat_privileges TO ${role};$`) },
  );
});

test("the private cluster's own role has them all", async () => {
  assert.equal((await databasesState()).state, "ready");
});

function admin(sql: string): Promise<unknown> {
  return withClient(database.adminUrl, (client) => client.query(sql));
}
