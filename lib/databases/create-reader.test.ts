import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { Client } from "pg";
import { systemScope } from "#lib/access/system-scope.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { withTenantServer } from "#lib/postgres/tenant-server.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { createReader, dropReader } from "./create-reader.ts";
import { ensureTenantDatabase } from "./ensure.ts";

const orcamoId = "u00000001";
let database: TestDatabase;
let live: string;

before(async () => {
  database = await openTestDatabase();
  for (const id of [orcamoId, "u00000002"]) {
    await createTenant("test", { orcamoId: id, name: "テスト医院" }, systemClock);
    ({ name: live } = await ensureTenantDatabase(await systemScope(id, "test")));
  }
  live = `${database.prefix}${orcamoId}`;
  await withTenantServer(live, (client) =>
    client.query(
      `SET ROLE ${live}; CREATE TABLE public.患者 (名前 text); CREATE SEQUENCE public.番号; REVOKE ALL ON public.患者 FROM PUBLIC;
       SELECT lo_from_bytea(4711, '\\x0102')`,
    ),
  );
});
after(() => database.close());

test("the role of a dump reads tables, sequences and large objects of one clinic, changes nothing, and is gone afterwards", async () => {
  const dumpId = randomUUID();
  const { url, role } = await createReader(orcamoId, dumpId);
  await withClient(url, async (client) => {
    await client.query("SELECT * FROM public.患者");
    await client.query("SELECT last_value FROM public.番号");
    assert.deepEqual((await client.query("SELECT lo_get(4711) AS bytes")).rows, [{ bytes: Buffer.from([1, 2]) }]);
    await client.query("SET default_transaction_read_only = off");
    for (const statement of ["INSERT INTO public.患者 VALUES ('x')", "DROP TABLE public.患者", "CREATE TABLE public.x (a int)"]) {
      await assert.rejects(client.query(statement), { code: "42501" }, statement);
    }
  });
  for (const name of ["u00000002", "admin"]) {
    const other = Object.assign(new URL(url), { pathname: `/${database.prefix}${name}` });
    await assert.rejects(new Client({ connectionString: other.href }).connect(), /permission denied for database/);
  }
  await dropReader(dumpId);
  await dropReader(dumpId);
  await assert.rejects(new Client({ connectionString: url }).connect(), /password authentication failed|does not exist/);
  const left = await withTenantServer(live, (client) => client.query("SELECT FROM pg_roles WHERE rolname = $1", [role]));
  assert.equal(left.rowCount, 0);
});
