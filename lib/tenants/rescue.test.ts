import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { after, before, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import type { RescueTenantInput } from "./inputs.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let operator: Scope;
let clinic: Scope;
let rescueTenant: typeof import("./rescue.ts")["rescueTenant"];
let takeHandOut: typeof import("#lib/hand-outs/take.ts")["takeHandOut"];
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ rescueTenant } = await import("./rescue.ts"));
  ({ takeHandOut } = await import("#lib/hand-outs/take.ts"));
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  await house.prepareHouse();
  const own = await house.makeTenant("o00000001", "operator");
  clinic = await house.makeTenant("u00000001");
  await requestCertificates(clinic, { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" });
  // The day on which its only certificate has been past for a month.
  const inside = house.as(own, "operator", house.daysLater(1130));
  operator = { ...inside, actor: { ...inside.actor, sessionId: crypto.randomUUID() } };
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

function typed(changes: Partial<RescueTenantInput> = {}): RescueTenantInput {
  const said = { method: "callback", person: "院長 田中", reason: "端末の証明書がすべて期限切れ" } as const;
  return { orcamoId: "u00000001", requestId: crypto.randomUUID(), ...said, ...changes };
}

const usable = () =>
  systemDb().certificate.findMany({
    where: { tenantId: clinic.tenant.id, state: "active", notAfter: { gt: operator.clock.now() } },
  });

const rescues = (tenantId: string) => systemDb().auditEntry.findMany({ where: { tenantId, action: "certificates:rescue" } });

test("a clinic without a usable certificate gets one, in the operator's hand, and both logs say how, to whom and why", async () => {
  assert.equal((await usable()).length, 0);
  const input = typed();
  const { handOutId } = await rescueTenant(operator, input);
  const [certificate, ...others] = await usable();
  assert.ok(certificate);
  assert.deepEqual([certificate.kind, certificate.organization, others.length], ["client", "u00000001", 0]);
  for (const tenantId of [clinic.tenant.id, operator.tenant.id]) {
    const [entry] = await rescues(tenantId);
    assert.ok(entry);
    const { method, person, reason } = input;
    assert.deepEqual(entry.facts, { method, person, reason, number: certificate.number });
    assert.equal(entry.target, `CN=${certificate.commonName},O=u00000001`);
    assert.equal((entry.actor as { loginId: string }).loginId, "operator");
  }
  const { name, file } = await takeHandOut(operator, { id: handOutId });
  assert.equal(name, `u00000001_${certificate.commonName}.zip`);
  assert.ok(!Buffer.isBuffer(file));
  const zip = await buffer(file);
  for (const part of ["p12", "pass", "crt"]) assert.ok(zip.includes(`${certificate.commonName}.${part}`), part);
});

test("the same form sent twice, also at once, makes one certificate and one hand-out", async () => {
  const input = typed();
  const before = (await usable()).length;
  const results = await Promise.all([rescueTenant(operator, input), rescueTenant(operator, input)]);
  results.push(await rescueTenant(operator, input));
  assert.equal(new Set(results.map(({ handOutId }) => handOutId)).size, 1);
  assert.equal((await usable()).length, before + 1);
});

test("the id of somebody else's form takes nothing from them", async () => {
  const input = typed();
  await rescueTenant(operator, input);
  const other = await house.makeTenant("u00000002");
  await assert.rejects(rescueTenant(operator, { ...input, orcamoId: "u00000002" }));
  assert.equal(await systemDb().certificateLine.count({ where: { tenantId: other.tenant.id } }), 0);
});

test("a stopped, closed or unknown one is refused, and so is the operator's own", async () => {
  for (const [state, code] of [
    ["stopped", "TENANT_NOT_ACTIVE"],
    ["closed", "TENANT_CLOSED"],
  ] as const) {
    await systemDb().tenant.update({ where: { id: clinic.tenant.id }, data: { state } });
    await assert.rejects(rescueTenant(operator, typed()), house.isCode(code));
  }
  await systemDb().tenant.update({ where: { id: clinic.tenant.id }, data: { state: "active" } });
  await assert.rejects(rescueTenant(operator, typed({ orcamoId: "u00000099" })), house.isCode("NOT_FOUND"));
  await assert.rejects(rescueTenant(operator, typed({ orcamoId: "o00000001" })), house.isCode("TENANT_OWN"));
});

test("it is the operator's, at home, with a password shown lately; refused, it leaves nothing", async () => {
  const before = await systemDb().certificateLine.count();
  const { provedAt: _, ...actor } = operator.actor;
  for (const [scope, code] of [
    [house.as(clinic, "administrator"), "NOT_PERMITTED"],
    [house.as(clinic, "operator"), "NOT_PERMITTED"],
    [{ ...operator, actor }, "PROOF_REQUIRED"],
  ] as const) {
    await assert.rejects(rescueTenant(scope, typed()), house.isCode(code));
  }
  assert.equal(await systemDb().certificateLine.count(), before);
});
