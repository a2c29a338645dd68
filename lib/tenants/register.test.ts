import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import type { RegisterTenantInput } from "./inputs.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let operator: Scope;
let registerTenant: typeof import("./register.ts")["registerTenant"];
let takeHandOut: typeof import("#lib/hand-outs/take.ts")["takeHandOut"];
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ registerTenant } = await import("./register.ts"));
  ({ takeHandOut } = await import("#lib/hand-outs/take.ts"));
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  await house.prepareHouse();
  operator = atWork(await house.makeTenant("o00000001", "operator"));
  await house.makeTenant("v00000001", "vendor");
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

/** The operator in a session: a hand-out is taken by one. */
function atWork(scope: Scope): Scope {
  const inside = house.as(scope, "operator");
  return { ...inside, actor: { ...inside.actor, sessionId: crypto.randomUUID() } };
}

let next = 100;

async function typed(changes: Record<string, unknown> = {}): Promise<RegisterTenantInput> {
  const { registerTenantInput } = await import("./inputs.ts");
  const orcamoId = `u${String(next++).padStart(8, "0")}`;
  const user = { loginId: `admin-${orcamoId}`, userName: "山田", mail: "" };
  const form = { requestId: crypto.randomUUID(), orcamoId, kind: "clinic", name: "山田医院", certificates: "2", ...user };
  return registerTenantInput.parse({ ...form, ...changes });
}

const rowOf = (orcamoId: string) => systemDb().tenant.findUnique({ where: { orcamoId } });

async function entries(tenantId: string, action: string) {
  return systemDb().auditEntry.findMany({ where: { tenantId, action }, orderBy: { sequence: "asc" } });
}

describe("a registered tenant", () => {
  test("has its fields, vendors, administrator and certificates, and a hand-out with all of them", async () => {
    const input = await typed({ orca: "on", plan: "標準", serverVendor: "v00000001", db: "1", policy: "mixed" });
    const { handOutId } = await registerTenant(operator, input);
    const row = await rowOf(input.orcamoId);
    assert.ok(row);
    const { name, plan, maintenance, linkedApps, passwordPolicy, state } = row;
    assert.deepEqual(
      { name, plan, maintenance, linkedApps, passwordPolicy, state },
      { name: "山田医院", plan: "標準", maintenance: null, linkedApps: ["orca"], passwordPolicy: "mixed", state: "active" },
    );
    const where = { tenantId: row.id };
    assert.equal(await systemDb().entrustment.count({ where: { ...where, kind: "server", endedAt: null } }), 1);
    const user = await systemDb().user.findFirstOrThrow({ where });
    assert.deepEqual([user.loginId, user.role, user.mustChangePassword], [input.loginId, "administrator", true]);
    const certificates = await systemDb().certificate.findMany({ where, orderBy: { number: "asc" } });
    assert.deepEqual(
      certificates.map(({ kind, state }) => `${kind} ${state}`),
      ["client active", "client active", "db active"],
    );
    const { name: fileName, file } = await takeHandOut(operator, { id: handOutId });
    assert.equal(fileName, `${input.orcamoId}.zip`);
    assert.ok(!Buffer.isBuffer(file));
    const zip = await buffer(file);
    for (const part of ["tenant_admin1.txt", ...certificates.map(({ commonName }) => `${commonName}.p12`)]) {
      assert.ok(zip.includes(part), part);
    }
  });

  test("begins its log with its creation, and the operator's log tells it too", async () => {
    const input = await typed();
    await registerTenant(operator, input);
    const row = await rowOf(input.orcamoId);
    const first = await systemDb().auditEntry.findFirstOrThrow({ where: { tenantId: row?.id ?? "", sequence: 1n } });
    assert.equal(first.action, "tenants:create");
    assert.equal((first.actor as { standing: string }).standing, "operator");
    const own = await entries(operator.tenant.id, "tenants:create");
    assert.ok(own.some((entry) => entry.target === input.orcamoId));
  });

  test("of a vendor has a vendor's user and certificates, and no other kind", async () => {
    const orcamoId = "v00000777";
    await registerTenant(operator, await typed({ orcamoId, kind: "vendor", db: "2", serverVendor: "v00000001" }));
    const row = await rowOf(orcamoId);
    const where = { tenantId: row?.id ?? "" };
    assert.equal((await systemDb().user.findFirstOrThrow({ where })).role, "vendor");
    const certificates = await systemDb().certificate.findMany({ where });
    assert.deepEqual(
      certificates.map(({ kind }) => kind),
      ["vendor", "vendor"],
    );
    assert.equal(await systemDb().entrustment.count({ where }), 0);
  });
});

describe("the same form", () => {
  test("sent twice, or twice at once, registers once and leads to the same hand-out", async () => {
    const input = await typed();
    const [first, second] = await Promise.all([registerTenant(operator, input), registerTenant(operator, input)]);
    const third = await registerTenant(operator, input);
    assert.deepEqual([second, third], [first, first]);
    const row = await rowOf(input.orcamoId);
    assert.equal(await systemDb().certificate.count({ where: { tenantId: row?.id ?? "", state: "active" } }), 2);
    assert.equal((await entries(row?.id ?? "", "tenants:create")).length, 1);
  });

  test("gone back to and changed is another one: its ORCAMO ID is taken", async () => {
    const input = await typed();
    await registerTenant(operator, input);
    await assert.rejects(registerTenant(operator, { ...input, name: "別の医院" }), house.isCode("TENANT_EXISTS"));
  });

  test("of another operator is another one", async () => {
    const input = await typed();
    await registerTenant(operator, input);
    await assert.rejects(registerTenant(house.as(operator, "operator"), input), house.isCode("TENANT_EXISTS"));
  });
});

describe("what a crash left after the transaction", () => {
  test("is signed when the form is sent again, or when the hand-out is taken", async () => {
    for (const again of ["form", "hand-out"] as const) {
      const input = await typed();
      const { handOutId } = await registerTenant(operator, input);
      const where = { tenantId: (await rowOf(input.orcamoId))?.id ?? "" };
      await systemDb().certificate.updateMany({
        where,
        data: { state: "requested", certificate: null, thumbprint: null, issuedAt: null },
      });
      if (again === "form") await registerTenant(operator, input);
      else await takeHandOut(operator, { id: handOutId });
      assert.equal(await systemDb().certificate.count({ where: { ...where, state: "active" } }), 2, again);
    }
  });
});

describe("a refused form leaves nothing behind", () => {
  test("when the ORCAMO ID, the login ID or a vendor is wrong", async () => {
    const known = await typed();
    await registerTenant(operator, known);
    const before = await counts();
    for (const [changes, code] of [
      [{ orcamoId: known.orcamoId }, "TENANT_EXISTS"],
      [{ loginId: known.loginId }, "LOGIN_ID_TAKEN"],
      [{ serverVendor: "v00000099" }, "VENDOR_UNKNOWN"],
      [{ generalVendor: "v00000098" }, "VENDOR_UNKNOWN"],
    ] as const) {
      await assert.rejects(registerTenant(operator, await typed(changes)), house.isCode(code));
    }
    assert.deepEqual(await counts(), before);
  });

  test("two at once with one login ID: one is registered, the other not at all", async () => {
    const before = await counts();
    const inputs = [await typed({ loginId: "contested" }), await typed({ loginId: "contested" })];
    const results = await Promise.allSettled(inputs.map((input) => registerTenant(operator, input)));
    assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    const refused = results.find((result) => result.status === "rejected");
    assert.ok(house.isCode("LOGIN_ID_TAKEN")(refused?.reason));
    assert.equal((await counts()).tenants, before.tenants + 1);
  });

  test("two at once with one ORCAMO ID: one is registered", async () => {
    const orcamoId = "u00099999";
    const inputs = [await typed({ orcamoId, loginId: "first-one" }), await typed({ orcamoId, loginId: "second-one" })];
    const results = await Promise.allSettled(inputs.map((input) => registerTenant(operator, input)));
    const refused = results.find((result) => result.status === "rejected");
    assert.ok(house.isCode("TENANT_EXISTS")(refused?.reason));
    assert.equal(await systemDb().user.count({ where: { loginId: { in: ["first-one", "second-one"] } } }), 1);
  });

  test("when who asks is not the operator, at home, with a password shown lately", async () => {
    const input = await typed();
    const clinic = await house.makeTenant("u00000001");
    const { provedAt: _, ...actor } = operator.actor;
    for (const [scope, code] of [
      [house.as(clinic, "administrator"), "NOT_PERMITTED"],
      [house.as(clinic, "operator"), "NOT_PERMITTED"],
      [house.as(operator, "auditor"), "NOT_PERMITTED"],
      [{ ...operator, actor }, "PROOF_REQUIRED"],
    ] as const) {
      await assert.rejects(registerTenant(scope, input), house.isCode(code));
    }
    assert.equal(await rowOf(input.orcamoId), null);
  });
});

test("an ORCAMO ID begins with the letter of its kind", async () => {
  await assert.rejects(typed({ orcamoId: "v00000055" }), /ORCAMO IDはu/);
  await assert.rejects(typed({ orcamoId: "o00000055" }));
  await assert.rejects(typed({ kind: "operator" }));
});

async function counts() {
  const [tenants, users, lines, handOuts, entrustments] = await Promise.all([
    systemDb().tenant.count(),
    systemDb().user.count(),
    systemDb().certificateLine.count(),
    systemDb().handOut.count(),
    systemDb().entrustment.count(),
  ]);
  return { tenants, users, lines, handOuts, entrustments };
}
