import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "pg";
import { testClusterUrl } from "#tests/cluster.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { withClient } from "./connect.ts";
import { migrate, readMigrations } from "./migrate.ts";

/** A database of the first release, with rows that it allowed, is brought up to date by the owner, as a start does. */
const name = `test_${process.pid}_upgrade`;
const [first, ...later] = readMigrations();
const [clinic, vendor] = [crypto.randomUUID(), crypto.randomUUID()];
let database: TestDatabase;
let adminUrl: string;
let admin: Client;

before(async () => {
  database = await openTestDatabase();
  adminUrl = await testClusterUrl();
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${name} OWNER portal_owner`));
  const owner = Object.assign(new URL(database.owner), { pathname: `/${name}` }).href;
  await migrate(owner, first ? [first] : []);
  // By passing by row-level security, as whoever repaired something by hand did.
  admin = new Client({ connectionString: Object.assign(new URL(adminUrl), { pathname: `/${name}` }).href });
  await admin.connect();
  await fill();
  await migrate(owner, first ? [first, ...later] : []);
});

after(async () => {
  await admin.end();
  await withClient(adminUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  await database.close();
});

async function fill(): Promise<void> {
  await admin.query(
    `INSERT INTO tenants (id, "orcamoId", kind, name, "updatedAt") VALUES ($1, 'u00000001', 'clinic', '医院', now()), ($2, 'v00000001', 'vendor', '業者', now())`,
    [clinic, vendor],
  );
  await admin.query(
    `INSERT INTO entrustments (id, "tenantId", "vendorId", kind, since, "endedAt")
     SELECT gen_random_uuid(), $1, $2, kind::"EntrustmentKind", since::date, ended::date FROM (VALUES
       ('server', '2025-01-01', '2025-02-01'), ('server', '2026-01-01', NULL), ('server', '2026-01-02', NULL), ('server', '2026-01-02', NULL),
       ('general', '2026-01-03', NULL)) AS rows (kind, since, ended)`,
    [clinic, vendor],
  );
  await admin.query(
    `INSERT INTO notices (id, "tenantId", audience, title, "startsAt") VALUES
       (gen_random_uuid(), NULL, 'system', 'all', now()), (gen_random_uuid(), $1, 'system', 'one', now()),
       (gen_random_uuid(), gen_random_uuid(), 'system', 'nobody', now())`,
    [clinic],
  );
  await admin.query("SELECT portal_make_sign_in_partitions('2026-01-01', 1)");
  await admin.query(
    `INSERT INTO sign_ins (id, "tenantId", at, "loginId", door, result, address, "userAgent")
     SELECT gen_random_uuid(), $1, '2025-12-15'::timestamptz + make_interval(days => n), 'x', 'portal', 'success', '192.0.2.1', '' FROM generate_series(1, 60) n`,
    [clinic],
  );
}

test("what was entrusted twice stays entrusted once, since the first day", async () => {
  const { rows } = await admin.query<{ kind: string; since: string }>(
    `SELECT kind::text, since::date::text FROM entrustments WHERE "endedAt" IS NULL ORDER BY since`,
  );
  assert.deepEqual(rows, [
    { kind: "server", since: "2026-01-01" },
    { kind: "general", since: "2026-01-03" },
  ]);
  assert.equal((await admin.query("SELECT FROM entrustments")).rowCount, 5);
});

test("a notice of no organisation, which nobody was shown, holds up neither the start nor a restore", async () => {
  const { rows } = await admin.query<{ title: string }>("SELECT title FROM notices ORDER BY title");
  assert.deepEqual(
    rows.map(({ title }) => title),
    ["all", "one"],
  );
});

test("every month of the sign-in history keeps its rows and has the new indexes", async () => {
  assert.equal((await admin.query("SELECT FROM sign_ins")).rowCount, 60);
  const { rows } = await admin.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_index JOIN pg_inherits ON inhrelid = indrelid WHERE inhparent = 'sign_ins'::regclass AND indisvalid GROUP BY indrelid`,
  );
  assert.deepEqual(
    rows.map(({ count }) => count),
    [6, 6, 6],
  );
});

test("row-level security is forced on every table that has it", async () => {
  const { rows } = await admin.query(
    `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity AND NOT relforcerowsecurity`,
  );
  assert.deepEqual(rows, []);
});
