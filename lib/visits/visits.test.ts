import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import type { Visitor } from "#tests/visitors.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let kit: typeof import("#tests/visitors.ts");
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];
let openVisit: typeof import("./open.ts")["openVisit"];
let closeVisit: typeof import("./close.ts")["closeVisit"];
let isInside: typeof import("./queries.ts")["isInside"];
let entrustVendor: typeof import("#lib/entrustments/entrust.ts")["entrustVendor"];
let clinic: Scope;
let stranger: Scope;
let office: Scope;
let company: Scope;
let operator: Visitor;
let vendor: Visitor;
let administrator: Visitor;

const reason = "証明書の期限切れの調査（電話受付 123）";

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  kit = await import("#tests/visitors.ts");
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  ({ openVisit } = await import("./open.ts"));
  ({ closeVisit } = await import("./close.ts"));
  ({ isInside } = await import("./queries.ts"));
  ({ entrustVendor } = await import("#lib/entrustments/entrust.ts"));
  const { createUser } = await import("#lib/users/create.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  stranger = await house.makeTenant("u00000002");
  office = await house.makeTenant("o00000001", "operator");
  company = await house.makeTenant("v00000001", "vendor");
  await entrustVendor(clinic, { vendor: "v00000001", kind: "general" });
  const support = { loginId: "operator", name: "渡辺", role: "operator", mustChangePassword: false } as const;
  operator = await kit.visitorWith(await kit.certificateOf(office, "operator"), await createUser(office, support));
  vendor = await kit.visitorWith(await kit.certificateOf(company, "vendor"), await house.makeUser(company, "vendor", "vendor"));
  administrator = await kit.visitorWith(await kit.certificateOf(clinic), await house.makeUser(clinic, "admin"));
});

beforeEach(() => systemDb().visit.updateMany({ where: { endedAt: null }, data: { endedAt: house.today } }));

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const entries = (scope: Scope, action: string) =>
  scope.db.auditEntry.findMany({ where: { action }, orderBy: { sequence: "asc" } });

describe("a tenant that is not that of the certificate", () => {
  test("opens after the operator has stated a reason, which stands in the tenant's log", async () => {
    await assert.rejects(operator.scope("u00000001"), house.isCode("VISIT_REQUIRED"));
    const entry = await operator.entry("u00000001");
    assert.equal(await isInside(entry), false);
    await openVisit(entry, { reason });
    const inside = await operator.scope("u00000001");
    assert.equal(inside.tenant.orcamoId, "u00000001");
    assert.deepEqual(inside.actor.visit, { reason, organizationName: "テナントo00000001" });
    assert.equal(await isInside(entry), true);
    const entryOfLog = (await entries(clinic, "visits:open")).at(-1);
    assert.equal(entryOfLog?.target, "operator");
    assert.deepEqual(entryOfLog?.facts, { organization: "o00000001", reason });
    await assert.rejects(operator.scope("u00000002"), house.isCode("VISIT_REQUIRED"), "and no other tenant with it");
  });

  test("is not found by who has the operator's role in a row of a clinic, were such a row there", async () => {
    const user = await house.makeUser(stranger, "misfit");
    const misfit = await kit.visitorWith(await kit.certificateOf(stranger), user);
    await systemDb().user.update({ where: { loginId: "misfit" }, data: { role: "operator" } });
    await assert.rejects(misfit.entry("u00000001"), house.isCode("NOT_FOUND"));
    await assert.rejects(misfit.entry("o00000001"), house.isCode("NOT_FOUND"));
  });

  test("is not entered by an operator without a reason", async () => {
    const before = (await entries(clinic, "visits:open")).length;
    await assert.rejects(openVisit(await operator.entry("u00000001"), { reason: "" }), house.isCode("VISIT_REASON_REQUIRED"));
    await assert.rejects(operator.scope("u00000001"), house.isCode("VISIT_REQUIRED"));
    assert.equal((await entries(clinic, "visits:open")).length, before);
  });

  test("is entered by the operator when it is stopped, and not when it is closed", async () => {
    const { id } = stranger.tenant;
    await systemDb().tenant.update({ where: { id }, data: { state: "stopped" } });
    await openVisit(await operator.entry("u00000002"), { reason });
    assert.equal((await operator.scope("u00000002")).actor.standing, "operator");
    await systemDb().tenant.update({ where: { id }, data: { state: "closed" } });
    await assert.rejects(operator.scope("u00000002"), house.isCode("NOT_FOUND"), "an open visit opens it neither");
    await assert.rejects(operator.entry("u00000002"), house.isCode("NOT_FOUND"));
    await systemDb().tenant.update({ where: { id }, data: { state: "active" } });
  });

  test("is entered by a vendor that it entrusts, without a reason; another one is not found", async () => {
    await assert.rejects(vendor.scope("u00000001"), house.isCode("VISIT_REQUIRED"));
    await openVisit(await vendor.entry("u00000001"), { reason: "" });
    assert.equal((await vendor.scope("u00000001")).actor.standing, "entrustedGeneral");
    for (const other of ["u00000002", "o00000001", "u00000099"]) {
      await assert.rejects(vendor.entry(other), house.isCode("NOT_FOUND"), other);
      await assert.rejects(vendor.scope(other), house.isCode("NOT_FOUND"), other);
    }
  });

  test("is never found by an administrator, whether it exists or not", async () => {
    for (const other of ["u00000002", "v00000001", "o00000001", "u00000099"]) {
      await assert.rejects(administrator.entry(other), house.isCode("NOT_FOUND"), other);
      await assert.rejects(administrator.scope(other), house.isCode("NOT_FOUND"), other);
    }
    await assert.rejects(openVisit(await administrator.entry("u00000001"), { reason }), house.isCode("NOT_PERMITTED"));
  });

  test("is found by nobody of a vendor but its vendor users", async () => {
    const session = { ...(await vendor.session()), role: "auditor" } as const;
    const { entryScope } = await import("#lib/access/session-scope.ts");
    await assert.rejects(entryScope(session, await kit.certificateOf(company, "vendor"), "u00000001"), house.isCode("NOT_FOUND"));
  });
});

describe("a visit", () => {
  test("is one, when the form is sent twice and when it is sent five times at once", async () => {
    const before = (await entries(clinic, "visits:open")).length;
    for (const visitor of [operator, vendor]) {
      const entry = await visitor.entry("u00000001");
      await Promise.all(Array.from({ length: 5 }, () => openVisit(entry, { reason })));
      await openVisit(entry, { reason: "二度目の理由は記録されません" });
    }
    assert.equal(await systemDb().visit.count({ where: { endedAt: null } }), 2);
    assert.equal((await entries(clinic, "visits:open")).length, before + 2);
  });

  test("is not needed over the tenant's own certificate, and none is recorded", async () => {
    const before = (await entries(clinic, "visits:open")).length;
    const inside = await kit.visitorWith(await kit.certificateOf(clinic), await house.makeUser(company, "vendor2", "vendor"));
    const scope = await inside.scope("u00000001");
    assert.equal(scope.actor.visit, undefined);
    await openVisit(scope, { reason: "" });
    assert.equal(await isInside(scope), true);
    assert.equal((await entries(clinic, "visits:open")).length, before);
  });

  test("ends with 退出, which the log tells once", async () => {
    await openVisit(await operator.entry("u00000001"), { reason });
    const before = (await entries(clinic, "visits:close")).length;
    const entry = await operator.entry("u00000001");
    await Promise.all([closeVisit(entry), closeVisit(entry)]);
    await closeVisit(entry);
    await assert.rejects(operator.scope("u00000001"), house.isCode("VISIT_REQUIRED"));
    assert.equal((await entries(clinic, "visits:close")).length, before + 1);
  });

  test("belongs to its session: another one of the same person enters for itself", async () => {
    const { createUser } = await import("#lib/users/create.ts");
    const user = await createUser(office, { loginId: "operator2", name: "渡辺", role: "operator", mustChangePassword: false });
    const peer = await kit.certificateOf(office, "operator");
    const first = await kit.visitorWith(peer, user);
    const second = await kit.visitorWith(peer, user);
    await openVisit(await first.entry("u00000001"), { reason });
    assert.ok(await first.scope("u00000001"));
    await assert.rejects(second.scope("u00000001"), house.isCode("VISIT_REQUIRED"));
    await systemDb().session.update({
      where: { id: (await first.session()).sessionId },
      data: { endedAt: house.today, endReason: "signed-out" },
    });
    await assert.rejects(first.scope("u00000001"), house.isCode("SIGN_IN_REQUIRED"), "over with its session");
    await systemDb().user.update({ where: { id: user.id }, data: { state: "stopped" } });
    await assert.rejects(second.entry("u00000001"), house.isCode("SIGN_IN_REQUIRED"), "and nothing opens for a stopped user");
  });

  test("does not open when the entrustment was withdrawn between the page and its form", async () => {
    const { withdrawVendor } = await import("#lib/entrustments/withdraw.ts");
    const entry = await vendor.entry("u00000001");
    const open = await clinic.db.entrustment.findFirstOrThrow({ where: { endedAt: null } });
    await withdrawVendor(clinic, { id: open.id });
    await assert.rejects(openVisit(entry, { reason: "" }), house.isCode("NOT_FOUND"));
    await entrustVendor(clinic, { vendor: "v00000001", kind: "general" });
    await assert.rejects(vendor.scope("u00000001"), house.isCode("VISIT_REQUIRED"));
  });
});

describe("a reason", () => {
  test("is one line of ten to five hundred characters, or nothing", async () => {
    const { openVisitInput } = await import("./inputs.ts");
    const read = (text: unknown) => openVisitInput.safeParse({ reason: text });
    assert.equal(read("  電話で依頼された\r\n証明書の調査です  ").data?.reason, "電話で依頼された 証明書の調査です");
    assert.equal(openVisitInput.parse({}).reason, "");
    assert.equal(read(" \n ").data?.reason, "");
    assert.equal(read("調".repeat(500)).success, true);
    for (const refused of ["短い理由です", "調".repeat(501), `${reason}\u202e`, `${reason}\0`, `${reason}\ud800`, 5, ["a"]])
      assert.equal(read(refused).success, false, JSON.stringify(refused));
  });
});
