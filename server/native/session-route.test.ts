import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { Caller, type Certificate } from "#tests/caller.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let edge: AsyncDisposable;
let terminal: Certificate;
let other: Certificate;
let admin: Caller;
let auditor: Caller;
let vendor: Caller;
let fresh: Caller;
let clinic: Scope;
const port = { now: 0 };
const answered: string[] = [];

before(async () => {
  database = await openTestDatabase();
  const house = await import("#tests/scopes.ts");
  const { terminalOf } = await import("#tests/caller.ts");
  const { openNativeEdge } = await import("#tests/native-edge.ts");
  const { sessionRoute } = await import("./session-route.ts");
  const { createUser } = await import("#lib/users/create.ts");
  const { entrustVendor } = await import("#lib/entrustments/entrust.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  const stranger = await house.makeTenant("u00000002");
  const company = await house.makeTenant("v00000001", "vendor");
  await entrustVendor(house.as(clinic, "administrator"), { vendor: "v00000001", kind: "server" });
  terminal = await terminalOf(clinic);
  other = await terminalOf(stranger);
  const at = () => port.now;
  admin = await Caller.signedIn(at, terminal, await house.makeUser(clinic, "admin1"));
  auditor = await Caller.signedIn(at, terminal, await house.makeUser(clinic, "auditor1", "auditor"));
  const first = await createUser(clinic, { loginId: "first1", name: "first1", role: "administrator", mustChangePassword: true });
  fresh = await Caller.signedIn(at, terminal, first);
  vendor = await Caller.signedIn(at, await terminalOf(company, "vendor"), await house.makeUser(company, "vendor1", "vendor"));
  const echo = (permission: "databases:upload" | "databases:import", address: string) =>
    sessionRoute(
      { address, methods: ["GET", "POST", "HEAD"], permission, page: "/tenants/[orcamoId]/page" },
      async (_request, response, scope, params) => {
        answered.push(`${scope.actor.user?.loginId} ${scope.tenant.orcamoId}`);
        response.end(JSON.stringify(params));
      },
    );
  const opened = await openNativeEdge([
    echo("databases:upload", "/tenants/[orcamoId]/things/[id]"),
    echo("databases:import", "/tenants/[orcamoId]/guarded"),
  ]);
  edge = opened;
  port.now = opened.port;
});

after(async () => {
  await edge[Symbol.asyncDispose]();
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const thing = "/tenants/u00000001/things/7";
const navigation = { "Sec-Fetch-Mode": "navigate", Accept: "text/html" };

test("who is signed in and permitted is answered, with what stands in the address", async () => {
  const { status, text } = await admin.send("POST", thing, { body: "x" });
  assert.deepEqual([status, JSON.parse(text)], [200, { orcamoId: "u00000001", id: "7" }]);
  assert.equal(answered.at(-1), "admin1 u00000001");
});

describe("who is turned away is never answered by the route:", () => {
  const cases: readonly [string, () => Caller, string, number, string][] = [
    ["without a session", () => admin.signedOut(terminal), thing, 401, "SIGN_IN_REQUIRED"],
    ["the cookie with another tenant's certificate", () => admin.with(other), thing, 401, "SIGN_IN_REQUIRED"],
    ["without the right", () => auditor, thing, 403, "NOT_PERMITTED"],
    ["with the initial password", () => fresh, thing, 403, "NOT_PERMITTED"],
    ["in another tenant", () => admin, "/tenants/u00000002/things/7", 404, "NOT_FOUND"],
    ["in a tenant that does not exist", () => admin, "/tenants/u00000099/things/7", 404, "NOT_FOUND"],
    ["in one that is none", () => admin, "/tenants/%00/things/7", 404, "NOT_FOUND"],
    ["a vendor before entering", () => vendor, thing, 403, "VISIT_REQUIRED"],
  ];
  for (const [name, who, path, status, code] of cases) {
    test(`${name}: ${code} for a script`, async () => {
      const before = answered.length;
      const answer = await who().send("POST", path, { body: "x" });
      assert.deepEqual([answer.status, JSON.parse(answer.text).code], [status, code]);
      assert.equal(answer.headers["content-type"], "application/problem+json");
      assert.equal(answered.length, before);
    });
  }

  test("without a certificate: the edge's own page", async () => {
    assert.match((await admin.with(undefined).send("GET", thing)).text, /クライアント証明書が必要です/);
  });

  for (const [name, headers] of [
    ["from another site", { Origin: "https://evil.example" }],
    ["with the cookie and without Origin", { Origin: undefined }],
    ["said by the browser to be from another site", { "Sec-Fetch-Site": "cross-site" }],
  ] as const) {
    test(`a change ${name}`, async () => {
      const before = answered.length;
      assert.equal((await admin.send("POST", thing, { body: "x", headers })).status, 403);
      assert.equal(answered.length, before);
    });
  }
});

describe("a person at a browser is led on:", () => {
  const page = encodeURIComponent("/tenants/u00000001/page");
  const cases: readonly [string, () => Caller, string, RegExp][] = [
    ["to sign in", () => admin.signedOut(terminal), thing, new RegExp(`/api/auth/signin\\?callbackUrl=${page}$`)],
    ["to change the initial password", () => fresh, thing, /\/password$/],
    ["to enter the tenant", () => vendor, thing, new RegExp(`/tenants/u00000001/enter\\?back=${page}$`)],
  ];
  for (const [name, who, path, place] of cases) {
    test(name, async () => {
      const answer = await who().send("POST", path, { body: "x", headers: navigation });
      assert.equal(answer.status, 303);
      assert.match(answer.headers.location ?? "", place);
    });
  }

  test("to show the password again, where it was shown too long ago", async () => {
    const { systemPool } = await import("#lib/platform/system-db.ts");
    await systemPool().query(`UPDATE sessions SET "provedAt" = now() - interval '20 minutes'
      WHERE "userId" = (SELECT id FROM users WHERE "loginId" = 'admin1')`);
    // What was created after the password was shown would not be open any more.
    await systemPool().query(`UPDATE users SET "passwordChangedAt" = now() - interval '1 day'`);
    const answer = await admin.send("GET", "/tenants/u00000001/guarded", { headers: navigation });
    assert.equal(answer.status, 303);
    assert.match(answer.headers.location ?? "", new RegExp(`/proof\\?back=${page}$`));
  });

  test("but told so in a sentence, where no page would help", async () => {
    const answer = await auditor.send("GET", thing, { headers: navigation });
    assert.deepEqual([answer.status, answer.headers["content-type"]], [403, "text/plain; charset=utf-8"]);
    assert.match(answer.text, /権限がありません/);
  });
});

test("the addresses that it sends people to are those of the pages", async () => {
  const { paths } = await import("#app/_doors/paths.ts");
  const { addresses } = await import("./way-on.ts");
  assert.equal(addresses.password, paths.password);
  assert.equal(addresses.enter("/a b"), paths.enter("/a b"));
  assert.equal(addresses.signInCode("/a b"), paths.signInCode("/a b"));
  assert.equal(addresses.enterTenant("u1", "/a b"), paths.enterTenant("u1", "/a b"));
  assert.equal(addresses.proof("/a b"), paths.proof("/a b"));
  assert.equal(addresses.upload("u1", "7"), paths.upload("u1", "7"));
});

test("the addresses that pages name lead to native routes", async () => {
  const { paths } = await import("#app/_doors/paths.ts");
  const { findRoute } = await import("./routes.ts");
  const { ownRoutes } = await import("#tests/native-edge.ts");
  const id = "01900000-0000-7000-8000-000000000000";
  for (const path of [paths.tus("u00000001"), paths.tus("u00000001", id), paths.plainUpload("u00000001")]) {
    assert.ok(findRoute(ownRoutes(), path), path);
  }
});
