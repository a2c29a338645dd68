import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, test } from "node:test";
import { systemScope } from "#lib/access/system-scope.ts";
import { asideKeepDays, stagingKeepDays } from "#lib/imports/model.ts";
import { systemClock } from "#lib/platform/clock.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { withTenantServer } from "#lib/postgres/tenant-server.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { withClient } from "#server/postgres/connect.ts";
import { makeImport } from "#tests/clinic-databases.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { createReader } from "./create-reader.ts";
import { holdTenant } from "./hold.ts";
import { dumpRole, importRole } from "./model.ts";
import { swapBack } from "./roll-back.ts";
import { createStaging } from "./staging.ts";
import { swapIn } from "./swap.ts";
import { makeTenantDatabases, sweepDatabases } from "./sweep.ts";

const orcamoId = "u00000001";
const later = (days: number) => new Date(Date.now() + days * 86_400_000);
let database: TestDatabase;
let scope: Scope;
let live: string;

before(async () => {
  database = await openTestDatabase();
  await createTenant("test", { orcamoId, name: "テスト医院" }, systemClock);
  await createTenant("test", { orcamoId: "u00000002", name: "閉院した医院" }, systemClock);
  await createTenant("test", { orcamoId: "o00000001", name: "運用", kind: "operator" }, systemClock);
  await systemDb().tenant.update({ where: { orcamoId: "u00000002" }, data: { state: "closed" } });
  scope = await systemScope(orcamoId, "test");
  live = `${database.prefix}${orcamoId}`;
});
after(() => database.close());

test("each clinic that is not closed gets its database, by two workers at once", async () => {
  await Promise.all([makeTenantDatabases(), makeTenantDatabases()]);
  await makeTenantDatabases();
  assert.deepEqual(await names(), [`${database.prefix}admin`, live]);
  const rows = await systemDb().tenantDatabase.findMany();
  assert.deepEqual(
    rows.map(({ name, readyAt }) => [name, readyAt !== null]),
    [[live, true]],
  );
});

test("staging and role go when the import is over, not before, and not while somebody works there", async () => {
  const id = await importRow({ state: "restoring" });
  const { name } = await createStaging(orcamoId, id);
  await sweepDatabases(later(1));
  assert.ok((await names()).includes(name), "it is being restored");
  await systemDb().databaseImport.update({ where: { id }, data: { state: "failed", finishedAt: new Date() } });
  await sweepDatabases(new Date());
  assert.ok((await names()).includes(name), "who ended it may still be at it");
  const hold = await holdTenant(scope.tenant.id);
  await sweepDatabases(later(1));
  assert.ok((await names()).includes(name), "somebody works there");
  await hold?.release();
  await sweepDatabases(later(1));
  assert.deepEqual(await names(), [`${database.prefix}admin`, live]);
  assert.equal(await roleExists(importRole(id)), false);
});

test("one that is kept to look at goes after its days; one that no row knows after an hour", async () => {
  const id = await importRow({ state: "done", finishedAt: new Date(), stagingUntil: later(stagingKeepDays) });
  const kept = await createStaging(orcamoId, id);
  const unknown = await createStaging(orcamoId, randomUUID());
  await sweepDatabases(new Date());
  assert.ok((await names()).includes(unknown.name));
  await sweepDatabases(later(1));
  assert.deepEqual(await names(), [`${database.prefix}admin`, live, kept.name]);
  await sweepDatabases(later(stagingKeepDays + 1));
  assert.deepEqual(await names(), [`${database.prefix}admin`, live]);
});

test("the reading role of a dump that is over goes, also where its database was swapped away", async () => {
  const id = randomUUID();
  await createReader(orcamoId, id);
  await sweepDatabases(new Date());
  assert.ok(await roleExists(dumpRole(id)));
  await sweepDatabases(later(1));
  assert.equal(await roleExists(dumpRole(id)), false);
});

test("what was set aside goes after its days, what was rolled back after its own", async () => {
  const first = await makeImport(orcamoId, live, "CREATE TABLE a (a int)");
  await swapIn({ importId: first.importId, attempt: 1, orcamoId });
  const second = await makeImport(orcamoId, live, "CREATE TABLE b (a int)");
  await swapIn({ importId: second.importId, attempt: 1, orcamoId });
  await swapBack(second.importId, orcamoId);
  const end = (id: string) => id.replaceAll("-", "").slice(-12);
  const aside = `${live}_b_${end(first.importId)}`;
  const returned = `${live}_r_${end(second.importId)}`;
  const keepers = [`${database.prefix}admin`, live];
  await sweepDatabases(later(stagingKeepDays - 1));
  assert.deepEqual(await names(), [...keepers, aside, returned].sort());
  await sweepDatabases(later(stagingKeepDays + 1));
  assert.deepEqual(await names(), [...keepers, aside].sort());
  await sweepDatabases(later(asideKeepDays + 1));
  assert.deepEqual(await names(), keepers);
});

test("a database of our prefix that is not noted is left alone", async () => {
  const foreign = `${live}_i_0123456789ab`;
  await withTenantServer(`${database.prefix}admin`, (client) => client.query(`CREATE DATABASE ${foreign}`));
  await sweepDatabases(later(1000));
  assert.ok((await names()).includes(foreign));
});

async function importRow(data: { state: "restoring" | "done"; finishedAt?: Date; stagingUntil?: Date }): Promise<string> {
  const base = { tenantId: scope.tenant.id, kind: "test", fileName: "a.dump", loginId: "test", createdAt: new Date() } as const;
  const { id } = await systemDb().databaseImport.create({ data: { ...base, ...data } });
  return id;
}

async function names(): Promise<string[]> {
  return withClient(database.adminUrl, async (client) => {
    const like = [`${database.prefix.slice(0, -1)}\\_%`];
    const { rows } = await client.query<{ datname: string }>("SELECT datname FROM pg_database WHERE datname LIKE $1", like);
    return rows.map(({ datname }) => datname).sort();
  });
}

async function roleExists(name: string): Promise<boolean> {
  return withClient(
    database.adminUrl,
    async (client) => (await client.query("SELECT FROM pg_roles WHERE rolname = $1", [name])).rowCount === 1,
  );
}
