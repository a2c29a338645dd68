import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import type { ChangeTenantInput } from "./inputs.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let operator: Scope;
let clinic: Scope;
let changeTenant: typeof import("./change.ts")["changeTenant"];
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ changeTenant } = await import("./change.ts"));
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  operator = house.as(await house.makeTenant("o00000001", "operator"), "operator");
  clinic = await house.makeTenant("u00000001");
});

after(() => database.close());

const row = () => systemDb().tenant.findUniqueOrThrow({ where: { orcamoId: "u00000001" } });

async function typed(changes: Record<string, unknown> = {}): Promise<ChangeTenantInput> {
  const { changeTenantInput } = await import("./inputs.ts");
  const { orcamoId, name, version } = await row();
  return changeTenantInput.parse({ orcamoId, name, version, ...changes });
}

function changesIn({ tenant }: Scope) {
  const where = { tenantId: tenant.id, action: "tenants:change" };
  return systemDb().auditEntry.findMany({ where, orderBy: { sequence: "asc" } });
}

test("a change is saved, and both logs tell what was before and after, and nothing that stayed", async () => {
  await changeTenant(operator, await typed({ name: "新医院", plan: "標準", qkan: "on" }));
  const { name, plan, linkedApps, version } = await row();
  assert.deepEqual([name, plan, linkedApps, version], ["新医院", "標準", ["qkan"], 1]);
  for (const scope of [clinic, operator]) {
    const [entry] = await changesIn(scope);
    assert.equal(entry?.target, "u00000001");
    assert.deepEqual(entry?.facts, {
      "name.before": "テナントu00000001",
      "name.after": "新医院",
      "plan.before": null,
      "plan.after": "標準",
      "linkedApps.before": "",
      "linkedApps.after": "qkan",
    });
  }
});

test("the same form sent twice, also at once, changes once", async () => {
  const input = await typed({ name: "二度押し医院" });
  const before = (await changesIn(clinic)).length;
  await Promise.all([changeTenant(operator, input), changeTenant(operator, input)]);
  await changeTenant(operator, input);
  assert.equal((await changesIn(clinic)).length, before + 1);
  assert.equal((await row()).version, input.version + 1);
});

test("what somebody else changed meanwhile is not written over", async () => {
  const seen = await typed({ name: "先に開いた画面" });
  await changeTenant(operator, await typed({ name: "先に保存した名称" }));
  await assert.rejects(changeTenant(operator, seen), house.isCode("TENANT_CHANGED"));
  const both = await Promise.allSettled(["甲", "乙"].map(async (name) => changeTenant(operator, await typed({ name }))));
  assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("a form without changes leaves no entry and no new version", async () => {
  await changeTenant(operator, await typed({ plan: "標準", qkan: "on" }));
  const before = await row();
  await changeTenant(operator, await typed({ plan: before.plan ?? "", qkan: "on" }));
  assert.equal((await row()).version, before.version);
});

test("it is the operator's, at home, with a password shown lately; a closed one is not changed", async () => {
  const input = await typed({ name: "だめ" });
  const { provedAt: _, ...actor } = operator.actor;
  for (const [scope, code] of [
    [house.as(clinic, "administrator"), "NOT_PERMITTED"],
    [house.as(clinic, "operator"), "NOT_PERMITTED"],
    [{ ...operator, actor }, "PROOF_REQUIRED"],
  ] as const) {
    await assert.rejects(changeTenant(scope, input), house.isCode(code));
  }
  await assert.rejects(changeTenant(operator, { ...input, orcamoId: "u00000009" }), house.isCode("NOT_FOUND"));
  await systemDb().tenant.update({ where: { orcamoId: "u00000001" }, data: { state: "closed" } });
  await assert.rejects(changeTenant(operator, input), house.isCode("TENANT_CLOSED"));
});
