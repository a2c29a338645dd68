import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { testClusterUrl } from "#tests/cluster.ts";
import { openTestDatabase } from "#tests/database.ts";
import { withClient } from "./connect.ts";
import { describe, migrate } from "./migrate.ts";

const name = `test_${process.pid}_migrate`;
const first = describe("20260101000000_first", "CREATE TABLE one (id int); INSERT INTO one VALUES (1);");
const second = describe("20260102000000_second", "CREATE TABLE two (id int);");
let adminUrl: string;
let url: string;

before(async () => {
  adminUrl = await testClusterUrl();
  url = Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href;
});
beforeEach(async () => {
  await admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  await admin(`CREATE DATABASE ${name}`);
});
after(() => admin(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));

test("migrations are applied in order, once", async () => {
  assert.deepEqual(await migrate(url, [first]), [first.name]);
  assert.deepEqual(await migrate(url, [first, second]), [second.name]);
  assert.deepEqual(await migrate(url, [first, second]), []);
  assert.deepEqual(await applied(), [
    { migration_name: first.name, checksum: first.checksum, applied_steps_count: 1 },
    { migration_name: second.name, checksum: second.checksum, applied_steps_count: 1 },
  ]);
});

test("the portal's roles may make no tables in the migrated database, not even temporary ones", async () => {
  await migrate(url);
  const { rows } = await withClient(url, (client) =>
    client.query(
      `SELECT role FROM unnest(ARRAY['portal_app', 'portal_system']) AS role
       WHERE has_database_privilege(role, current_database(), 'TEMP, CREATE') OR has_schema_privilege(role, 'public', 'CREATE')`,
    ),
  );
  assert.deepEqual(rows, []);
});

test("two starts at once apply each migration once", async () => {
  const done = await Promise.all([migrate(url, [first, second]), migrate(url, [first, second])]);
  assert.deepEqual(done.flat().sort(), [first.name, second.name]);
});

test("a changed migration is refused", async () => {
  await migrate(url, [first]);
  const changed = describe(first.name, `${first.sql} -- changed`);
  await assert.rejects(migrate(url, [changed, second]), { name: "StartFailure", message: /was changed after it was applied/ });
  assert.equal((await applied()).length, 1);
});

test("a database from a newer version is refused", async () => {
  await migrate(url, [first, second]);
  await assert.rejects(migrate(url, [first]), { name: "StartFailure", message: /start the newer version/ });
});

test("a failing migration leaves nothing behind, those before it stay", async () => {
  const broken = describe("20260103000000_broken", "CREATE TABLE three (id int); SELECT 1 / 0;");
  await assert.rejects(migrate(url, [first, broken]), {
    name: "StartFailure",
    message: /20260103000000_broken failed and was undone/,
  });
  assert.deepEqual(
    (await applied()).map(({ migration_name }) => migration_name),
    [first.name],
  );
  const { rows } = await withClient(url, (client) => client.query("SELECT to_regclass('three') AS three"));
  assert.deepEqual(rows, [{ three: null }]);
});

test("the portal's own migrations give the app role nothing without a tenant", async () => {
  const database = await openTestDatabase();
  try {
    const { rows } = await withClient(database.app, (client) => client.query("SELECT FROM tenants"));
    assert.deepEqual(rows, []);
    await assert.rejects(
      withClient(database.app, (client) => client.query("CREATE TABLE mine (id int)")),
      /permission denied/,
    );
  } finally {
    await database.close();
  }
});

async function applied() {
  const text = `SELECT migration_name, checksum, applied_steps_count FROM "_prisma_migrations" ORDER BY migration_name`;
  return withClient(url, async (client) => (await client.query<{ migration_name: string }>(text)).rows);
}

async function admin(statement: string): Promise<void> {
  await withClient(adminUrl, (client) => client.query(statement));
}
