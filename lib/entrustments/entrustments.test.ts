import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import type { Visitor } from "#tests/visitors.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let kit: typeof import("#tests/visitors.ts");
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];
let entrustVendor: typeof import("./entrust.ts")["entrustVendor"];
let withdrawVendor: typeof import("./withdraw.ts")["withdrawVendor"];
let queries: typeof import("./queries.ts");
let clinic: Scope;
let other: Scope;
let company: Scope;
let administrator: Scope;
let user: { loginId: string; password: string };

const vendor = "v00000001";

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  kit = await import("#tests/visitors.ts");
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  ({ entrustVendor } = await import("./entrust.ts"));
  ({ withdrawVendor } = await import("./withdraw.ts"));
  queries = await import("./queries.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  other = await house.makeTenant("u00000002");
  company = await house.makeTenant(vendor, "vendor");
  await house.makeTenant("o00000001", "operator");
  administrator = house.as(clinic, "administrator");
  user = await house.makeUser(company, "vendor", "vendor");
});

beforeEach(() => systemDb().entrustment.updateMany({ where: { endedAt: null }, data: { endedAt: house.today } }));

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const inForce = () => clinic.db.entrustment.count({ where: { endedAt: null } });
const entries = (action: string) => clinic.db.auditEntry.findMany({ where: { action }, orderBy: { sequence: "asc" } });
const idOf = async (kind: "server" | "general") =>
  (await clinic.db.entrustment.findFirstOrThrow({ where: { kind, endedAt: null } })).id;

describe("a clinic entrusts a vendor", () => {
  test("by its ORCAMO ID, once, also when the form is sent twice and five times at once", async () => {
    const before = (await entries("entrustments:entrust")).length;
    await Promise.all(Array.from({ length: 5 }, () => entrustVendor(administrator, { vendor, kind: "server" })));
    await entrustVendor(administrator, { vendor, kind: "server" });
    assert.equal(await inForce(), 1);
    const recorded = await entries("entrustments:entrust");
    assert.equal(recorded.length, before + 1);
    assert.equal(recorded.at(-1)?.target, vendor);
    assert.deepEqual(recorded.at(-1)?.facts, { kind: "server", name: "テナントv00000001" });
    await entrustVendor(administrator, { vendor, kind: "general" });
    assert.equal(await inForce(), 2, "the other kind beside it");
  });

  test("also while it is born itself, whoever else entrusts the vendor already", async () => {
    await entrustVendor(administrator, { vendor, kind: "server" });
    const { createTenantRows } = await import("#lib/access/create-tenant-rows.ts");
    const row = {
      id: crypto.randomUUID(),
      orcamoId: "u00000003",
      name: "新しいテナント",
      kind: "clinic",
      linkedApps: [],
    } as const;
    await createTenantRows(row, clinic.actor, clinic.clock, (inner) => entrustVendor(inner, { vendor, kind: "server" }));
    assert.equal(await systemDb().entrustment.count({ where: { tenantId: row.id, endedAt: null } }), 1);
  });

  test("and sees its name before it counts; whatever else an ID names has one and the same answer", async () => {
    assert.equal((await queries.lookUpVendor(administrator, { vendor })).name, "テナントv00000001");
    for (const [id, state] of [
      ["v00000007", "stopped"],
      ["v00000008", "closed"],
    ] as const) {
      const { tenant } = await house.makeTenant(id, "vendor");
      await systemDb().tenant.update({ where: { id: tenant.id }, data: { state } });
    }
    for (const id of ["v00000007", "v00000008", "v00000099", "u00000001", "u00000002", "o00000001"]) {
      const answer = (error: unknown) => {
        assert.ok(error instanceof Error && "code" in error && "facts" in error);
        assert.deepEqual([error.code, error.facts], ["VENDOR_UNKNOWN", {}], id);
        return true;
      };
      await assert.rejects(queries.lookUpVendor(administrator, { vendor: id }), answer);
      await assert.rejects(entrustVendor(administrator, { vendor: id, kind: "server" }), answer);
    }
    assert.equal(await inForce(), 0);
  });

  test("by its administrator or the operator, with the password shown lately; a vendor entrusts nobody", async () => {
    for (const standing of ["auditor", "general", "entrustedServer", "entrustedGeneral", "vendor"] as const) {
      const scope = house.as(clinic, standing);
      await assert.rejects(entrustVendor(scope, { vendor, kind: "server" }), house.isCode("NOT_PERMITTED"), standing);
      await assert.rejects(queries.lookUpVendor(scope, { vendor }), house.isCode("NOT_PERMITTED"), standing);
    }
    const stale = { ...administrator, clock: house.as(clinic, "administrator", house.daysLater(1)).clock };
    await assert.rejects(entrustVendor(stale, { vendor, kind: "server" }), house.isCode("PROOF_REQUIRED"));
    await assert.rejects(withdrawVendor(stale, { id: crypto.randomUUID() }), house.isCode("PROOF_REQUIRED"));
    const operator = house.as(company, "operator");
    await assert.rejects(entrustVendor(operator, { vendor, kind: "server" }), house.isCode("NOT_FOUND"), "a vendor is no clinic");
    assert.equal(await inForce(), 0);
  });

  test("with an ID as people type it", async () => {
    const { entrustInput } = await import("./inputs.ts");
    assert.equal(entrustInput.parse({ vendor: " Ｖ００００００01 ", kind: "server" }).vendor, vendor);
    for (const typed of ["", "v1", "v0000000１１", "v0000000\0", "x00000001"])
      assert.equal(entrustInput.safeParse({ vendor: typed, kind: "server" }).success, false, typed);
    assert.equal(entrustInput.safeParse({ vendor, kind: "all" }).success, false);
  });
});

describe("a vendor that is withdrawn", () => {
  let inside: Visitor;
  let visiting: Visitor;

  beforeEach(async () => {
    await entrustVendor(administrator, { vendor, kind: "server" });
    await entrustVendor(administrator, { vendor, kind: "general" });
    inside = await kit.visitorWith(await kit.certificateOf(clinic), user);
    visiting = await kit.visitorWith(await kit.certificateOf(company, "vendor"), user);
    const { openVisit } = await import("#lib/visits/open.ts");
    await openVisit(await visiting.entry("u00000001"), { reason: "" });
  });

  test("keeps sessions and visits while it has another entrustment, with what that one allows", async () => {
    await withdrawVendor(administrator, { id: await idOf("server") });
    assert.equal((await inside.scope("u00000001")).actor.standing, "entrustedGeneral");
    assert.equal((await visiting.scope("u00000001")).actor.standing, "entrustedGeneral");
    assert.deepEqual((await entries("entrustments:withdraw")).at(-1)?.facts, { kind: "server", name: "テナントv00000001" });
  });

  test("may do what the greater of two entrustments allows", async () => {
    for (const visitor of [inside, visiting]) assert.equal((await visitor.scope("u00000001")).actor.standing, "entrustedServer");
  });

  test("gets no more of a download that the one withdrawn allowed and the other does not", async () => {
    const { requireStillOpen } = await import("#lib/sessions/still-open.ts");
    const scopes = [await inside.scope("u00000001"), await visiting.scope("u00000001")];
    for (const scope of scopes) await requireStillOpen(scope);
    await withdrawVendor(administrator, { id: await idOf("server") });
    for (const scope of scopes) await assert.rejects(requireStillOpen(scope), house.isCode("SIGN_IN_REQUIRED"));
    for (const visitor of [inside, visiting]) await requireStillOpen(await visitor.scope("u00000001"));
  });

  test("is out at once with the last one, and stays out when it is entrusted anew", async () => {
    const mine = await kit.visitorWith(await kit.certificateOf(clinic), await house.makeUser(clinic, "admin"));
    for (const kind of ["server", "general"] as const) await withdrawVendor(administrator, { id: await idOf(kind) });
    await assert.rejects(inside.scope("u00000001"), house.isCode("SIGN_IN_REQUIRED"));
    await assert.rejects(visiting.scope("u00000001"), house.isCode("NOT_FOUND"));
    assert.ok(await visiting.scope(vendor), "its own session over its own certificate goes on");
    assert.ok(await mine.scope("u00000001"), "nobody else is shown out");
    const entry = (await entries("entrustments:withdraw")).at(-1);
    assert.equal(entry?.target, vendor);
    assert.match(JSON.stringify(entry?.facts), /"visits":[1-9].*"sessions":[1-9]/);
    assert.equal(await clinic.db.visit.count({ where: { endedAt: null } }), 0);
    await entrustVendor(administrator, { vendor, kind: "general" });
    await assert.rejects(inside.scope("u00000001"), house.isCode("SIGN_IN_REQUIRED"));
    await assert.rejects(visiting.scope("u00000001"), house.isCode("VISIT_REQUIRED"));
  });

  test("is out also when both are withdrawn at once, each twice, and is told once each", async () => {
    const before = (await entries("entrustments:withdraw")).length;
    const ids = [await idOf("server"), await idOf("general")];
    await Promise.all([...ids, ...ids].map((id) => withdrawVendor(administrator, { id })));
    assert.equal(await inForce(), 0);
    assert.equal(await clinic.db.visit.count({ where: { endedAt: null } }), 0);
    assert.equal(await clinic.db.session.count({ where: { userTenantId: company.tenant.id, endedAt: null } }), 0);
    assert.equal((await entries("entrustments:withdraw")).length, before + 2);
  });

  test("has no visit left that slipped in while it was withdrawn", async () => {
    const { openVisit } = await import("#lib/visits/open.ts");
    const late = await kit.visitorWith(await kit.certificateOf(company, "vendor"), user);
    const entry = await late.entry("u00000001");
    await withdrawVendor(administrator, { id: await idOf("server") });
    await Promise.allSettled([openVisit(entry, { reason: "" }), withdrawVendor(administrator, { id: await idOf("general") })]);
    assert.equal(await clinic.db.visit.count({ where: { endedAt: null } }), 0);
  });

  test("is withdrawn by its own clinic alone", async () => {
    const id = await idOf("server");
    await assert.rejects(withdrawVendor(house.as(other, "administrator"), { id }), house.isCode("NOT_FOUND"));
    await assert.rejects(withdrawVendor(house.as(clinic, "auditor"), { id }), house.isCode("NOT_PERMITTED"));
    assert.equal(await inForce(), 2);
  });

  test("stands in the history with its name, also when it is stopped; the present ones apart", async () => {
    await withdrawVendor(administrator, { id: await idOf("server") });
    await systemDb().tenant.update({ where: { id: company.tenant.id }, data: { state: "stopped" } });
    const { present, former } = await queries.listEntrustments(house.as(clinic, "auditor"));
    assert.deepEqual(
      present.map(({ orcamoId, name, kind }) => [orcamoId, name, kind]),
      [[vendor, "テナントv00000001", "general"]],
    );
    assert.ok(former.length > 0 && former.every(({ name, endedAt }) => name === "テナントv00000001" && endedAt));
    await withdrawVendor(administrator, { id: await idOf("general") });
    await systemDb().tenant.update({ where: { id: company.tenant.id }, data: { state: "active" } });
    assert.equal((await queries.listEntrustments(administrator)).former[0]?.orcamoId, vendor);
    assert.deepEqual(await queries.listEntrustments(house.as(other, "administrator")), { present: [], former: [] });
    await assert.rejects(queries.getEntrustment(administrator, former[0]?.id ?? ""), house.isCode("NOT_FOUND"));
    await assert.rejects(queries.listEntrustments(house.as(clinic, "entrustedServer")), house.isCode("NOT_PERMITTED"));
  });
});

describe("担当テナント", () => {
  const list = async (search: { q?: string; page?: number } = {}, scope = house.as(company, "vendor")) => {
    const { clientListInput } = await import("./inputs.ts");
    return queries.listClients(scope, clientListInput.parse(search));
  };
  const ids = async (q: string) => (await list({ q })).rows.map(({ orcamoId }) => orcamoId);

  test("has the clinics that entrust this vendor, each once with its kinds, and no others", async () => {
    await entrustVendor(administrator, { vendor, kind: "general" });
    await entrustVendor(administrator, { vendor, kind: "server" });
    const rival = await house.makeTenant("v00000002", "vendor");
    await entrustVendor(other, { vendor: "v00000002", kind: "server" });
    const { rows, page } = await list();
    assert.deepEqual(rows, [
      { orcamoId: "u00000001", name: "テナントu00000001", state: "active", kinds: ["server", "general"], since: house.today },
    ]);
    assert.equal(page.total, 1);
    assert.deepEqual(await ids("u00000002"), [], "not by searching for it either");
    assert.equal((await list({}, house.as(rival, "vendor"))).rows[0]?.orcamoId, "u00000002");
  });

  test("is searched by the beginning of the ID or any part of the name, as it is written", async () => {
    await entrustVendor(administrator, { vendor, kind: "server" });
    await entrustVendor(other, { vendor, kind: "server" });
    await systemDb().tenant.update({ where: { id: other.tenant.id }, data: { name: "Aoba_50%医院" } });
    assert.deepEqual(await ids("U0000000"), ["u00000001", "u00000002"]);
    assert.deepEqual(await ids("aoba"), ["u00000002"]);
    assert.deepEqual(await ids("50%医"), ["u00000002"]);
    assert.deepEqual(await ids("_"), ["u00000002"], "no wildcards");
    assert.deepEqual(await ids("%"), ["u00000002"]);
    assert.deepEqual(await ids("\\"), []);
    assert.deepEqual(await ids("a\0"), ["u00000001", "u00000002"], "what cannot be a name is no search");
    await systemDb().tenant.update({ where: { id: other.tenant.id }, data: { name: "テナントu00000002" } });
  });

  test("comes in pages, the last one for a page past the end", async () => {
    for (let number = 10; number < 31; number++)
      await entrustVendor(await house.makeTenant(`u000000${number}`), { vendor, kind: "server" });
    const first = await list();
    assert.deepEqual([first.rows.length, first.page.total, first.page.last], [20, 21, 2]);
    assert.deepEqual(
      (await list({ page: 9 })).rows.map(({ orcamoId }) => orcamoId),
      ["u00000030"],
    );
  });

  test("is for vendors: in no other organisation, for no other standing", async () => {
    await assert.rejects(list({}, house.as(clinic, "vendor")), house.isCode("NOT_FOUND"));
    for (const standing of ["administrator", "auditor", "operator", "entrustedServer"] as const)
      await assert.rejects(list({}, house.as(company, standing)), house.isCode("NOT_PERMITTED"), standing);
  });
});
