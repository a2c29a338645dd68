import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let operator: Scope;
let clinic: Scope;
let queries: typeof import("./console-queries.ts") & typeof import("./queries.ts");
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  queries = Object.assign({}, ...(await Promise.all([import("./console-queries.ts"), import("./queries.ts")])));
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  const { entrustVendor } = await import("#lib/entrustments/entrust.ts");
  await house.prepareHouse();
  operator = house.as(await house.makeTenant("o00000001", "operator"), "operator");
  clinic = await house.makeTenant("u00000001");
  const vendor = await house.makeTenant("v00000001", "vendor");
  await house.makeTenant("u00000002");
  await house.makeUser(clinic, "admin1");
  const wanted = { requestId: crypto.randomUUID(), count: 2, note: "" };
  await requestCertificates(clinic, { ...wanted, kind: "client" });
  await requestCertificates(clinic, { ...wanted, kind: "db" });
  await requestCertificates(vendor, { ...wanted, kind: "vendor", count: 1 });
  await entrustVendor(clinic, { vendor: "v00000001", kind: "server" });
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const at = (days: number): Scope => ({ ...operator, clock: { now: () => house.daysLater(days) } });

describe("運用TOP", () => {
  test("counts organisations and what ends within thirty days, and lists who cannot sign in", async () => {
    const today = await queries.getOverview(operator);
    assert.deepEqual(
      [today.clinics, today.vendors],
      [
        { active: 2, stopped: 0 },
        { active: 1, stopped: 0 },
      ],
    );
    assert.deepEqual(today.certificates, { ending: 0, expired: 0 });
    assert.deepEqual(
      today.lockedOut.map(({ orcamoId, endedAt }) => [orcamoId, endedAt]),
      [["u00000002", null]],
    );
    assert.deepEqual((await queries.getOverview(at(1090))).certificates, { ending: 5, expired: 0 });
    const late = await queries.getOverview(at(1097));
    assert.deepEqual(late.certificates, { ending: 0, expired: 5 });
    assert.deepEqual(
      late.lockedOut.map(({ orcamoId }) => orcamoId),
      ["u00000001", "v00000001", "u00000002"],
    );
  });

  test("a renewed or another usable certificate is enough, one for programs is not; who is stopped is not listed", async () => {
    const { requestCertificates } = await import("#lib/certificates/request.ts");
    const later = { ...clinic, clock: { now: () => house.daysLater(1097) } };
    const request = { requestId: crypto.randomUUID(), count: 1, note: "" } as const;
    const listed = async () => (await queries.getOverview(at(1098))).lockedOut.map(({ orcamoId }) => orcamoId);
    await requestCertificates(later, { ...request, kind: "db" });
    assert.ok((await listed()).includes("u00000001"));
    await requestCertificates(later, { ...request, kind: "client" });
    await systemDb().tenant.update({ where: { orcamoId: "v00000001" }, data: { state: "stopped" } });
    assert.deepEqual(await listed(), ["u00000002"]);
    await systemDb().tenant.update({ where: { orcamoId: "v00000001" }, data: { state: "active" } });
  });
});

describe("テナント・ベンダー", () => {
  const list = async (typed: Record<string, string>, scope = operator) => {
    const { tenantListInput } = await import("./inputs.ts");
    return (await queries.listTenants(scope, tenantListInput.parse(typed))).rows.map(({ orcamoId }) => orcamoId);
  };

  test("is found by ORCAMO ID, its digits, a part of the name, kind and state", async () => {
    assert.deepEqual(await list({}), ["o00000001", "u00000001", "u00000002", "v00000001"]);
    assert.deepEqual(await list({ id: "u0000000" }), ["u00000001", "u00000002"]);
    assert.deepEqual(await list({ id: "000000002" }), ["u00000002"]);
    assert.deepEqual(await list({ name: "U00000002" }), ["u00000002"]);
    assert.deepEqual(await list({ name: "%" }), []);
    assert.deepEqual(await list({ kind: "vendor" }), ["v00000001"]);
    assert.deepEqual(await list({ state: "closed" }), []);
    assert.deepEqual(await list({ kind: "?", state: "?", page: "9" }), await list({}));
  });

  test("the next ORCAMO ID follows the last one of its kind, until there is none", async () => {
    assert.equal(await queries.nextOrcamoId(operator, "clinic"), "u00000003");
    assert.equal(await queries.nextOrcamoId(operator, "vendor"), "v00000002");
    await house.makeTenant("u99999999");
    assert.equal(await queries.nextOrcamoId(operator, "clinic"), undefined);
  });
});

test("one organisation shows its people, certificates and vendors, and why it was stopped", async () => {
  const { stopTenant } = await import("./stop.ts");
  const shown = await queries.getConsoleTenant(operator, { orcamoId: "u00000001" });
  assert.deepEqual(shown.users, { active: 1, all: 1, lastSignInAt: undefined });
  assert.equal(shown.usableCertificates, 3);
  assert.deepEqual(shown.entrustments, [{ kind: "server", orcamoId: "v00000001", name: "テナントv00000001" }]);
  assert.equal(shown.reason, undefined);
  const vendor = await queries.getConsoleTenant(operator, { orcamoId: "v00000001" });
  assert.deepEqual(
    vendor.entrustments.map(({ orcamoId }) => orcamoId),
    ["u00000001"],
  );
  await stopTenant(operator, { orcamoId: "u00000001", reason: "料金の未払い" });
  const stopped = await queries.getConsoleTenant(operator, { orcamoId: "u00000001" });
  assert.deepEqual([stopped.state, stopped.reason], ["stopped", "料金の未払い"]);
});

test("a hand-out that was not taken is shown to who made it, and to nobody else", async () => {
  const { rescueTenant } = await import("./rescue.ts");
  const input = { orcamoId: "u00000002", requestId: crypto.randomUUID(), person: "院長", reason: "期限切れ" };
  const { handOutId } = await rescueTenant(operator, { ...input, method: "document" });
  const shown = async (scope: Scope) => (await queries.getConsoleTenant(scope, input)).handOuts.map(({ id }) => id);
  assert.deepEqual(await shown(operator), [handOutId]);
  assert.deepEqual(await shown(house.as(operator, "operator")), []);
  assert.deepEqual(await shown(at(1)), []);
});

test("all of it is the operator's, at home", async () => {
  for (const scope of [house.as(clinic, "administrator"), house.as(clinic, "operator")]) {
    await assert.rejects(queries.getOverview(scope), house.isCode("NOT_PERMITTED"));
    await assert.rejects(queries.getConsoleTenant(scope, { orcamoId: "u00000001" }), house.isCode("NOT_PERMITTED"));
    await assert.rejects(queries.nextOrcamoId(scope, "clinic"), house.isCode("NOT_PERMITTED"));
  }
  await assert.rejects(queries.getConsoleTenant(operator, { orcamoId: "u00000009" }), house.isCode("NOT_FOUND"));
});
