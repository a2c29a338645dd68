import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "pg";
import { systemScope } from "#lib/access/system-scope.ts";
import { systemClock } from "#lib/platform/clock.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { tenantServerUrl, withTenantServer } from "#lib/postgres/tenant-server.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { ensureTenantDatabase } from "./ensure.ts";

let database: TestDatabase;
let scope: Scope;

before(async () => {
  database = await openTestDatabase();
  await createTenant("test", { orcamoId: "u00000001", name: "テスト医院" }, systemClock);
  scope = await systemScope("u00000001", "test");
});
after(() => database.close());

test("made by many at once it is there once: UTF-8, C, the owner's, and closed to everybody else", async () => {
  const [first, ...others] = await Promise.all(Array.from({ length: 12 }, () => ensureTenantDatabase(scope)));
  for (const other of others) assert.deepEqual(other, first);
  const name = `${database.prefix}u00000001`;
  assert.deepEqual(first, { name, owner: name, reader: `${name}_read` });
  await withClient(database.adminUrl, async (client) => {
    const { rows } = await client.query(
      `SELECT pg_encoding_to_char(encoding) AS encoding, datcollate, datctype, datdba::regrole::text AS owner,
         has_database_privilege('public', oid, 'CONNECT') AS open FROM pg_database WHERE datname = $1`,
      [name],
    );
    assert.deepEqual(rows, [{ encoding: "UTF8", datcollate: "C", datctype: "C", owner: name, open: false }]);
    const roles = await client.query(
      "SELECT rolname, rolcanlogin, rolpassword IS NULL AS keyless, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication AS more FROM pg_authid WHERE rolname LIKE $1 ORDER BY 1",
      [`${name}%`],
    );
    assert.deepEqual(roles.rows, [
      { rolname: name, rolcanlogin: false, keyless: true, more: false },
      { rolname: `${name}_read`, rolcanlogin: true, keyless: true, more: false },
    ]);
  });
});

test("one that was dropped behind the portal's back is made anew", async () => {
  const { name } = await ensureTenantDatabase(scope);
  await withClient(database.adminUrl, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  await ensureTenantDatabase(scope);
  await withTenantServer(name, (client) => client.query("SELECT 1"));
});

test("the reading role reads what the owner makes later, writes nothing, and reaches no other database", async () => {
  const { name, owner, reader } = await ensureTenantDatabase(scope);
  await withTenantServer(name, (client) =>
    client.query(`SET ROLE ${owner}; CREATE TABLE public.患者 (名前 text); CREATE SCHEMA 別; CREATE TABLE 別.表 (a int)`),
  );
  await withClient(database.adminUrl, (client) => client.query(`ALTER ROLE ${reader} PASSWORD 'for-this-test'`));
  const as = (where: string) => tenantServerUrl(where, { name: reader, password: "for-this-test" });
  await withClient(as(name), async (client) => {
    assert.equal((await client.query("SELECT FROM public.患者")).rowCount, 0);
    assert.equal((await client.query("SELECT FROM 別.表")).rowCount, 0);
    await assert.rejects(client.query("INSERT INTO public.患者 VALUES ('誰か')"), { code: "25006" }, "read-only unless said");
    await client.query("SET default_transaction_read_only = off");
    await assert.rejects(client.query("INSERT INTO public.患者 VALUES ('誰か')"), { code: "42501" }, "and then without a right");
    await assert.rejects(client.query("CREATE TABLE public.mine (a int)"), { code: "42501" });
  });
  for (const other of ["postgres", "template1", `${database.prefix}admin`]) {
    const client = new Client({ connectionString: as(other) });
    await assert.rejects(client.connect(), /permission denied for database/, other);
  }
});
