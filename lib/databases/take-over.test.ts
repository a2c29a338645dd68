import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase } from "#tests/database.ts";

const database = await openTestDatabase();
after(() => database.close());

const { withTenantServer } = await import("../postgres/tenant-server.ts");
const { createStaging, dropStaging } = await import("./staging.ts");
const { takeOver } = await import("./take-over.ts");

test("all that a role made changes hands, with few locks at a time: all clinics share what there are", async () => {
  const id = randomUUID();
  const staging = await createStaging("u00000014", id);
  const owner = `${database.prefix}owner`;
  await withClient(database.adminUrl, (client) => client.query(`CREATE ROLE ${owner}; GRANT ${owner} TO portal_tenants`));
  await withClient(staging.url, async (client) => {
    const tables = Array.from({ length: 300 }, (_, at) => `CREATE TABLE t${at} (id serial PRIMARY KEY, note text);`);
    await client.query(tables.join(""));
    await client.query(`CREATE SCHEMA "別"; CREATE SEQUENCE "別"."x;y"; CREATE TABLE "別".t (id bigint GENERATED ALWAYS AS IDENTITY)
      PARTITION BY RANGE (id); CREATE TABLE "別".part PARTITION OF "別".t DEFAULT; CREATE VIEW v AS SELECT 1 AS a;
      CREATE MATERIALIZED VIEW m AS SELECT 1 AS a; CREATE TYPE pair AS (a int, b int); CREATE DOMAIN d AS int;
      CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT lo_create(4711)`);
  });
  const handing = withTenantServer(staging.name, (client) => takeOver(client, staging.role, owner));
  assert.ok((await mostLocks(staging.name, handing)) < 900);
  await withTenantServer(staging.name, async (client) => {
    const { rows } = await client.query("SELECT classid::regclass, objid FROM pg_shdepend WHERE refobjid = $1::regrole", [
      staging.role,
    ]);
    assert.deepEqual(rows, []);
  });
  await dropStaging("u00000014", id);
});

async function mostLocks(name: string, work: Promise<void>): Promise<number> {
  let over = false;
  const done = work.finally(() => {
    over = true;
  });
  const most = await withClient(database.adminUrl, async (client) => {
    const sql = "SELECT count(*)::int AS n FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE datname = $1";
    let found = 0;
    while (!over) found = Math.max(found, (await client.query<{ n: number }>(sql, [name])).rows[0]?.n ?? 0);
    return found;
  });
  await done;
  return most;
}
