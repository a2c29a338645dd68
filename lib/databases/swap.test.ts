import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { Client } from "pg";
import { systemScope } from "#lib/access/system-scope.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { tenantServerUrl, withTenantServer } from "#lib/postgres/tenant-server.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { withClient } from "#server/postgres/connect.ts";
import { dumpHash, makeImport, valueIn } from "#tests/clinic-databases.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { claimAttempt } from "./claim-attempt.ts";
import { dropAside, dropReturned } from "./drop-aside.ts";
import { ensureTenantDatabase } from "./ensure.ts";
import { swapBack } from "./roll-back.ts";
import { createStaging, dropStaging } from "./staging.ts";
import { findSwap, swapIn } from "./swap.ts";

const orcamoId = "u00000001";
let database: TestDatabase;
let live: string;
let owner: string;

/** Of the first import; others' are in the same server. */
let oneShotRole: string;

before(async () => {
  database = await openTestDatabase();
  await createTenant("test", { orcamoId, name: "テスト医院" }, systemClock);
  ({ name: live, owner } = await ensureTenantDatabase(await systemScope(orcamoId, "test")));
  await withTenantServer(live, (client) => client.query(`SET ROLE ${owner}; ${content("old")}`));
});
after(() => database.close());

const content = (word: string) =>
  `CREATE TABLE public.患者 (番号 int PRIMARY KEY, 名前 text); INSERT INTO public.患者 SELECT n, '${word}' || n FROM generate_series(1, 1000) AS n;
   CREATE TABLE public.word AS SELECT '${word}'::text AS word; SELECT lo_from_bytea(4711, '\\x01');`;
const word = (name: string) => valueIn(name, "SELECT word FROM public.word");
const prepare = (name: string) => makeImport(orcamoId, owner, content(name));
const exists = async (name: string) =>
  withClient(
    database.adminUrl,
    async (client) => (await client.query("SELECT FROM pg_database WHERE datname = $1", [name])).rowCount === 1,
  );

test("swapped in, the live database is wholly the new one, and the old one is aside as it was", async () => {
  const before = await dumpHash(live);
  const { importId, staging } = await prepare("new");
  oneShotRole = staging.role;
  const restored = await dumpHash(staging.name);
  assert.equal(await findSwap(importId), undefined);
  const swap = await swapIn({ importId, attempt: 1, orcamoId });
  assert.equal(await dumpHash(live), restored);
  assert.equal(await dumpHash(swap.aside), before);
  assert.equal(await exists(staging.name), false);
  assert.deepEqual(await swapIn({ importId, attempt: 1, orcamoId }), await findSwap(importId));
  assert.equal(await word(live), "new");
});

test("everything in it is the owner's, and the one-shot role is gone", async () => {
  const { rows } = await withTenantServer(live, (client) =>
    client.query(
      `SELECT (SELECT array_agg(DISTINCT relowner::regrole::text) FROM pg_class WHERE relnamespace = 'public'::regnamespace) AS tables,
         (SELECT array_agg(DISTINCT lomowner::regrole::text) FROM pg_largeobject_metadata) AS objects,
         (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public') AS public,
         (SELECT count(*)::int FROM pg_roles WHERE rolname = $1) AS left`,
      [oneShotRole],
    ),
  );
  assert.deepEqual(rows, [{ tables: [owner], objects: [owner], public: owner, left: 0 }]);
});

test("two programs that connect again at once are cut off and go on with the new one", async () => {
  const { importId } = await prepare("third");
  const programs = [reconnecting(live), reconnecting(live)];
  await Promise.all(programs.map(({ connected }) => connected));
  const { outageMs } = await swapIn({ importId, attempt: 1, orcamoId });
  for (const program of programs) assert.equal(await program.sees("third"), "third");
  assert.ok(outageMs > 0);
});

test("an attempt that another worker took over swaps nothing; the other one does", async () => {
  const { importId } = await prepare("fourth");
  await claimAttempt(importId, 2);
  await assert.rejects(claimAttempt(importId, 1), { name: "StaleAttempt" });
  await assert.rejects(swapIn({ importId, attempt: 1, orcamoId }), { name: "StaleAttempt" });
  assert.equal(await word(live), "third");
  await swapIn({ importId, attempt: 2, orcamoId });
  assert.equal(await word(live), "fourth");
});

test("a staging database that somebody made anew after it was finished is not swapped in", async () => {
  const { importId } = await prepare("fifth");
  await createStaging(orcamoId, importId);
  await assert.rejects(swapIn({ importId, attempt: 1, orcamoId }), { name: "StagingChanged" });
  assert.equal(await word(live), "fourth");
  await dropStaging(orcamoId, importId);
});

test("settings, rights and the comment of the database stay with its name", async () => {
  const app = `${database.prefix}app`;
  await withClient(database.adminUrl, (client) =>
    client.query(
      `CREATE ROLE ${app} LOGIN; GRANT CONNECT ON DATABASE ${live} TO ${app}; ALTER DATABASE ${live} CONNECTION LIMIT 77;
       COMMENT ON DATABASE ${live} IS '日レセ''本番'; ALTER DATABASE ${live} SET search_path = "a ""b", public;
       ALTER DATABASE ${live} SET application_name = 'it''s; DROP'; ALTER ROLE ${app} IN DATABASE ${live} SET role = '${owner}'`,
    ),
  );
  const settings = () =>
    withClient(database.adminUrl, async (client) => {
      const { rows } = await client.query(
        `SELECT datconnlimit, shobj_description(oid, 'pg_database'),
           ARRAY(SELECT a.grantee::regrole::text || a.privilege_type FROM aclexplode(datacl) a ORDER BY 1) AS rights,
           ARRAY(SELECT setrole::regrole::text || setconfig::text FROM pg_db_role_setting WHERE setdatabase = d.oid ORDER BY 1) AS parameters
         FROM pg_database d WHERE datname = $1`,
        [live],
      );
      return rows[0];
    });
  const before = await settings();
  const { importId } = await prepare("sixth");
  await swapIn({ importId, attempt: 1, orcamoId });
  assert.equal(await word(live), "sixth");
  assert.deepEqual(await settings(), before);
  await swapBack(importId, orcamoId);
  assert.equal(await word(live), "fourth");
  assert.deepEqual(await settings(), before);
  await dropReturned(importId);
});

test("rolled back, the old one is live again; what was imported is kept beside it; twice is once", async () => {
  const before = await dumpHash(live);
  const { importId } = await prepare("seventh");
  const { aside } = await swapIn({ importId, attempt: 1, orcamoId });
  await withTenantServer(live, (client) => client.query(`SET ROLE ${owner}; INSERT INTO public.word VALUES ('since')`));
  const back = await swapBack(importId, orcamoId);
  assert.ok(back.rolledBackAt);
  assert.deepEqual(await swapBack(importId, orcamoId), back);
  assert.deepEqual(await swapIn({ importId, attempt: 1, orcamoId }), back);
  assert.equal(await dumpHash(live), before);
  assert.equal(await exists(aside), false);
  const returned = aside.replace("_b_", "_r_");
  assert.equal(await valueIn(returned, "SELECT count(*)::int FROM public.word"), 2);
  await dropStaging(orcamoId, importId);
  await dropAside(importId);
  assert.ok(await exists(returned), "neither of these is meant for it");
  await dropReturned(importId);
  assert.equal(await exists(returned), false);
});

test("what a later import replaced, or whose old database is gone, is not rolled back", async () => {
  const first = await prepare("eighth");
  await swapIn({ importId: first.importId, attempt: 1, orcamoId });
  const second = await prepare("ninth");
  await swapIn({ importId: second.importId, attempt: 1, orcamoId });
  const refused = { name: "Refusal", code: "ROLLBACK_NOT_POSSIBLE" };
  await assert.rejects(swapBack(first.importId, orcamoId), refused);
  await assert.rejects(swapBack(second.importId, "u00000002"), refused);
  await assert.rejects(swapBack(randomUUID(), orcamoId), refused);
  await swapBack(second.importId, orcamoId);
  await dropAside(first.importId);
  await dropAside(first.importId);
  await assert.rejects(swapBack(first.importId, orcamoId), refused);
  assert.equal(await word(live), "eighth");
});

test("behind a superuser's session the swap gives up, says whose it is, and leaves the live one open", async () => {
  const { importId, staging } = await prepare("tenth");
  const url = Object.assign(new URL(database.adminUrl), { pathname: `/${live}` }).href;
  await withClient(url, async (client) => {
    await client.query("SET application_name = 'pgAdmin'");
    await assert.rejects(swapIn({ importId, attempt: 1, orcamoId }), { name: "SwapBlocked", message: /postgres pgAdmin/ });
    await client.query("SELECT 1");
  });
  assert.equal(await word(live), "eighth");
  assert.equal(await findSwap(importId), undefined);
  assert.equal(await word(staging.name), "tenth");
  await swapIn({ importId, attempt: 1, orcamoId });
  assert.equal(await word(live), "tenth");
});

/** A program that asks all the time and connects again as soon as it is cut off. */
function reconnecting(name: string) {
  let stopped = false;
  let seen: unknown;
  const first = Promise.withResolvers<void>();
  const run = async () => {
    while (!stopped) {
      const client = new Client({ connectionString: tenantServerUrl(name) });
      client.on("error", () => undefined);
      try {
        await client.connect();
        while (!stopped) {
          seen = (await client.query("SELECT word FROM public.word")).rows[0]?.word;
          first.resolve();
        }
      } catch {
        // Cut off, or held off: again.
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  };
  const running = run();
  const sees = async (wanted: string) => {
    while (seen !== wanted) await new Promise((resolve) => setImmediate(resolve));
    stopped = true;
    await running;
    return seen;
  };
  return { connected: first.promise, sees };
}
