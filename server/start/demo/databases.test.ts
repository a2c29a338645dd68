import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { systemClock } from "#lib/platform/clock.ts";
import { withTenantServer } from "#lib/postgres/tenant-server.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { dumpHash, valueIn } from "#tests/clinic-databases.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { makeDemoDatabases } from "./databases.ts";

let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  for (const orcamoId of ["u00000014", "u00000452", "u00000999"])
    await createTenant("test", { orcamoId, name: "デモ医院" }, systemClock);
});
after(() => database.close());

test("two demo clinics get some thousand rows, the others an empty database; a second start changes nothing", async () => {
  await makeDemoDatabases();
  const live = `${database.prefix}u00000452`;
  const { rows } = await withTenantServer(live, (client) =>
    client.query<{ tables: number; comments: number; foreign: number }>(
      `SELECT count(*)::int AS tables, count(obj_description(oid))::int AS comments,
         (count(*) FILTER (WHERE pg_get_userbyid(relowner) <> current_database()))::int AS foreign
       FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
    ),
  );
  assert.deepEqual(rows, [{ tables: 13, comments: 13, foreign: 0 }]);
  assert.ok(Number(await valueIn(live, "SELECT count(*) FROM public.tbl_jyurrk")) > 3000);
  assert.ok(Number(await valueIn(live, "SELECT count(*) FROM public.tbl_sryact")) > 3000);
  assert.equal(
    await valueIn(`${database.prefix}u00000999`, "SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'"),
    0,
  );
  const before = await dumpHash(live);
  await withTenantServer(live, (client) => client.query("CREATE TABLE public.own (a int)"));
  await makeDemoDatabases();
  await withTenantServer(live, (client) => client.query("DROP TABLE public.own"));
  assert.equal(await dumpHash(live), before);
});
