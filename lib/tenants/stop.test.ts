import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { clockAt } from "#lib/platform/clock.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let operator: Scope;
let vendor: Scope;
let clinic: Scope;
let number: number;
let login: { loginId: string; password: string };
let verbs: typeof import("./stop.ts") & typeof import("./resume.ts") & typeof import("./close.ts");
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  verbs = Object.assign({}, ...(await Promise.all([import("./stop.ts"), import("./resume.ts"), import("./close.ts")])));
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  await house.prepareHouse();
  operator = house.as(await house.makeTenant("o00000001", "operator"), "operator");
});

/** A clinic of its own for each test, that entrusts a vendor of its own. */
let made = 0;
beforeEach(async () => {
  const digits = String(++made).padStart(8, "0");
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  const { entrustVendor } = await import("#lib/entrustments/entrust.ts");
  clinic = await house.makeTenant(`u${digits}`);
  vendor = await house.makeTenant(`v${digits}`, "vendor");
  login = await house.makeUser(clinic, `admin${made}`);
  const request = { requestId: crypto.randomUUID(), kind: "client", count: 2, note: "" } as const;
  number = (await requestCertificates(clinic, request))[0] ?? 0;
  await entrustVendor(clinic, { vendor: vendor.tenant.orcamoId, kind: "server" });
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const stop = (scope = operator) => verbs.stopTenant(scope, { orcamoId: clinic.tenant.orcamoId, reason: "料金の未払い" });
const resume = (scope = operator) => verbs.resumeTenant(scope, { orcamoId: clinic.tenant.orcamoId });
const close = (scope = operator, { orcamoId } = clinic.tenant) =>
  verbs.closeTenant(scope, { orcamoId, typedId: orcamoId, reason: "閉院" });

async function signIn(): Promise<string> {
  const { signIn } = await import("#lib/sessions/sign-in.ts");
  return (await signIn(login, await house.peerOf(number), clockAt(house.today))).token;
}

async function isIn(token: string): Promise<boolean> {
  const { findSession } = await import("#lib/sessions/queries.ts");
  return (await findSession(token, await house.peerOf(number), house.today)) !== undefined;
}

async function logged(action: string, target = clinic.tenant.orcamoId): Promise<number[]> {
  const count = (tenantId: string) => systemDb().auditEntry.count({ where: { tenantId, action, target } });
  return Promise.all([count(clinic.tenant.id), count(operator.tenant.id)]);
}

const stateOf = async () => (await systemDb().tenant.findUniqueOrThrow({ where: { id: clinic.tenant.id } })).state;

describe("a stopped organisation", () => {
  test("is out at once, and nobody signs in until it is resumed", async () => {
    const token = await signIn();
    assert.equal(await isIn(token), true);
    await stop();
    assert.equal(await isIn(token), false);
    await assert.rejects(signIn(), house.isCode("TENANT_STOPPED"));
    await resume();
    assert.equal(await isIn(token), false, "the session that was ended stays ended");
    assert.equal(await isIn(await signIn()), true);
  });

  test("stopped twice, and resumed twice, at once, is told once in both logs", async () => {
    await Promise.all([stop(), stop()]);
    assert.deepEqual(await logged("tenants:stop"), [1, 1]);
    await Promise.all([resume(), resume()]);
    assert.deepEqual(await logged("tenants:resume"), [1, 1]);
    assert.equal(await stateOf(), "active");
  });

  test("a session of the very moment of the stop does not come to life with it", async () => {
    const token = await signIn();
    await stop();
    await systemDb().session.updateMany({ where: { tenantId: clinic.tenant.id }, data: { endedAt: null } });
    await resume();
    assert.equal(await isIn(token), false);
  });

  test("the operator's own organisation is neither stopped nor closed", async () => {
    const { orcamoId } = operator.tenant;
    await assert.rejects(verbs.stopTenant(operator, { orcamoId, reason: "x" }), house.isCode("TENANT_OWN"));
    await assert.rejects(close(operator, operator.tenant), house.isCode("TENANT_OWN"));
  });
});

describe("a closed organisation", () => {
  test("has been stopped before; its certificates are revoked and its entrustments ended, told in both logs", async () => {
    await assert.rejects(close(), house.isCode("TENANT_NOT_STOPPED"));
    await stop();
    await Promise.all([close(), close()]);
    assert.equal(await stateOf(), "closed");
    const where = { tenantId: clinic.tenant.id };
    const certificates = await systemDb().certificate.findMany({ where });
    assert.deepEqual(
      certificates.map(({ state, revocationReason }) => [state, revocationReason]),
      [1, 2].map(() => ["revoked", "cessationOfOperation"]),
    );
    assert.equal(await systemDb().entrustment.count({ where: { ...where, endedAt: null } }), 0);
    assert.deepEqual(await logged("tenants:close"), [1, 1]);
    assert.equal((await logged("certificates:revoke-all"))[0], 1);
    assert.equal((await logged("entrustments:withdraw", vendor.tenant.orcamoId))[0], 1);
    const { identifyPeer } = await import("#lib/access/identify-peer.ts");
    const der = Buffer.from(certificates[0]?.certificate ?? []);
    assert.equal((await identifyPeer(der, house.today)).state, "revoked");
  });

  test("is for good: not resumed, stopped, changed or rescued", async () => {
    await stop();
    await close();
    await assert.rejects(resume(), house.isCode("TENANT_CLOSED"));
    await assert.rejects(stop(), house.isCode("TENANT_CLOSED"));
  });

  test("leaves the certificates and entrustments of all others alone", async () => {
    const other = await house.makeTenant(`u9000000${made}`);
    const { requestCertificates } = await import("#lib/certificates/request.ts");
    const { entrustVendor } = await import("#lib/entrustments/entrust.ts");
    await requestCertificates(other, { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" });
    await entrustVendor(other, { vendor: vendor.tenant.orcamoId, kind: "server" });
    await stop();
    await close();
    const where = { tenantId: other.tenant.id };
    assert.equal(await systemDb().certificate.count({ where: { ...where, state: "active" } }), 1);
    assert.equal(await systemDb().entrustment.count({ where: { ...where, endedAt: null } }), 1);
  });

  test("when it is a vendor, each clinic's log tells that the entrustment ended", async () => {
    await verbs.stopTenant(operator, { orcamoId: vendor.tenant.orcamoId, reason: "廃業" });
    await close(operator, vendor.tenant);
    const where = { tenantId: clinic.tenant.id };
    assert.equal(await systemDb().entrustment.count({ where: { ...where, endedAt: null } }), 0);
    assert.equal((await logged("entrustments:withdraw", vendor.tenant.orcamoId))[0], 1);
    assert.equal(await stateOf(), "active");
  });
});

test("stop, resume and close are the operator's, at home, with a password shown lately", async () => {
  const { provedAt: _, ...actor } = operator.actor;
  for (const verb of [stop, resume, close]) {
    await assert.rejects(verb(house.as(clinic, "administrator")), house.isCode("NOT_PERMITTED"));
    await assert.rejects(verb(house.as(clinic, "operator")), house.isCode("NOT_PERMITTED"));
    await assert.rejects(verb({ ...operator, actor }), house.isCode("PROOF_REQUIRED"));
  }
  assert.equal(await stateOf(), "active");
});

test("closing asks for the very ORCAMO ID", async () => {
  const { closeTenantInput } = await import("./inputs.ts");
  const form = { orcamoId: "u00000001", reason: "閉院" };
  assert.ok(closeTenantInput.safeParse({ ...form, typedId: "Ｕ00000001 " }).success);
  assert.equal(closeTenantInput.safeParse({ ...form, typedId: "u00000002" }).success, false);
});
