import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { entrustVendor } from "#lib/entrustments/entrust.ts";
import { withdrawVendor } from "#lib/entrustments/withdraw.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { as, makeTenant, makeUser, prepareHouse } from "#tests/scopes.ts";
import { stillMay } from "./still-may.ts";

let database: TestDatabase;
let clinic: Scope;
let vendor: Scope;

before(async () => {
  database = await openTestDatabase();
  await prepareHouse();
  clinic = as(await makeTenant("u00000001"), "administrator");
  vendor = await makeTenant("v00000001", "vendor");
});
after(() => database.close());

test("an administrator may until stopped, and no auditor may", async () => {
  const { id } = await makeUser(clinic, "admin1");
  const auditor = await makeUser(clinic, "auditor1", "auditor");
  assert.ok(await stillMay(clinic.tenant.id, id, "databases:import"));
  assert.ok(!(await stillMay(clinic.tenant.id, auditor.id, "databases:import")));
  assert.ok(!(await stillMay(vendor.tenant.id, id, "databases:import")), "of another organisation");
  await systemDb().user.update({ where: { id }, data: { state: "stopped" } });
  assert.ok(!(await stillMay(clinic.tenant.id, id, "databases:import")));
});

test("a vendor's person may while the clinic entrusts the vendor, and the vendor is in use", async () => {
  const { id } = await makeUser(vendor, "vendor1", "vendor");
  const may = () => stillMay(clinic.tenant.id, id, "databases:import");
  assert.ok(!(await may()));
  await entrustVendor(clinic, { vendor: "v00000001", kind: "general" });
  assert.ok(await may());
  await systemDb().tenant.update({ where: { orcamoId: "v00000001" }, data: { state: "stopped" } });
  assert.ok(!(await may()));
  await systemDb().tenant.update({ where: { orcamoId: "v00000001" }, data: { state: "active" } });
  const { id: entrustment } = await clinic.db.entrustment.findFirstOrThrow();
  await withdrawVendor(clinic, { id: entrustment });
  assert.ok(!(await may()));
});
