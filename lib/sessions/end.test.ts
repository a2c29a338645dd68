import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { clockAt } from "#lib/platform/clock.ts";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let sessions: typeof import("./end.ts") & typeof import("./queries.ts") & typeof import("./sign-in.ts");
let clinic: Scope;
let vendor: Scope;
let peer: Peer;
let user: { id: string; loginId: string; password: string };
let vendorUser: { id: string; loginId: string; password: string };

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  sessions = { ...(await import("./end.ts")), ...(await import("./queries.ts")), ...(await import("./sign-in.ts")) };
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  vendor = await house.makeTenant("v00000001", "vendor");
  const request = { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" } as const;
  peer = await house.peerOf((await requestCertificates(clinic, request))[0] ?? 0);
  await clinic.db.entrustment.create({ data: { tenantId: clinic.tenant.id, vendorId: vendor.tenant.id, kind: "server" } });
  user = await house.makeUser(clinic, "kasahara");
  vendorUser = await house.makeUser(vendor, "vendor", "vendor");
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const clock = clockAt(new Date("2026-04-10T01:00:00Z"));

async function enter({ loginId, password }: { loginId: string; password: string }) {
  const { token } = await sessions.signIn({ loginId, password }, peer, clock);
  return async () => (await sessions.findSession(token, peer, clock.now()))?.sessionId;
}

/** The person themselves, in their own organisation. */
async function self(session: Awaited<ReturnType<typeof enter>>, scope: Scope, id: string, loginId: string): Promise<Scope> {
  const { actor } = house.as(scope, scope === vendor ? "vendor" : "administrator");
  const organization = { organizationId: scope.tenant.id, organization: scope.tenant.orcamoId };
  const sessionId = await session();
  assert.ok(sessionId);
  return { ...scope, actor: { ...actor, sessionId, user: { id, loginId, name: loginId, ...organization } } };
}

describe("open sessions", () => {
  test("are listed and ended by the person, with an entry, and the ended one is over at once", async () => {
    const here = await enter(user);
    const elsewhere = await enter(user);
    const scope = await self(here, clinic, user.id, user.loginId);
    const listed = await sessions.listOwnSessions(scope);
    assert.deepEqual(listed.map(({ present }) => present).sort(), [false, true]);
    assert.deepEqual([listed[0]?.organization, listed[0]?.address], ["u00000001", "192.0.2.1"]);
    const sessionId = (await elsewhere()) ?? "";
    await sessions.endOwnSession(scope, { sessionId });
    await sessions.endOwnSession(scope, { sessionId });
    assert.equal(await elsewhere(), undefined);
    assert.ok(await here());
    assert.equal(await clinic.db.auditEntry.count({ where: { action: "sessions:end" } }), 1, "sent twice, done once");
  });

  test("of others are neither seen nor ended by oneself", async () => {
    const mine = await self(await enter(user), clinic, user.id, user.loginId);
    const theirs = await enter(vendorUser);
    const sessionId = (await theirs()) ?? "";
    await sessions.endOwnSession(mine, { sessionId });
    assert.ok(await theirs());
    assert.ok((await sessions.listOwnSessions(mine)).every(({ id }) => id !== sessionId));
  });

  test("of a vendor's user at work in a clinic are the vendor's to see and end, not the clinic's", async () => {
    const theirs = await enter(vendorUser);
    const own = await self(theirs, vendor, vendorUser.id, vendorUser.loginId);
    const sessionId = (await theirs()) ?? "";
    assert.ok((await sessions.listOwnSessions(own)).some(({ id, present }) => present && id === sessionId));
    const clinicAdministrator = house.as(clinic, "administrator");
    const which = { userId: vendorUser.id, sessionId };
    await assert.rejects(sessions.listSessions(clinicAdministrator, which), house.isCode("NOT_FOUND"));
    await assert.rejects(sessions.endSession(clinicAdministrator, which), house.isCode("NOT_FOUND"));
    assert.equal(await sessions.endSessionsOf(clinicAdministrator, vendorUser.id), 0);
    assert.ok(await theirs());
    await sessions.endSession(house.as(vendor, "operator"), which);
    assert.equal(await theirs(), undefined);
    await enter(vendorUser);
    assert.ok((await sessions.endSessionsOf(house.as(vendor, "operator"), vendorUser.id)) > 0);
  });

  test("are an administrator's to see, and nobody's below", async () => {
    const here = await enter(user);
    const which = { userId: user.id, sessionId: (await here()) ?? "" };
    assert.ok((await sessions.listSessions(house.as(clinic, "administrator"), which)).length > 0);
    for (const standing of ["auditor", "general", "entrustedServer"] as const) {
      await assert.rejects(sessions.listSessions(house.as(clinic, standing), which), house.isCode("NOT_PERMITTED"));
      await assert.rejects(sessions.endSession(house.as(clinic, standing), which), house.isCode("NOT_PERMITTED"));
    }
    await sessions.endSession(house.as(clinic, "administrator"), which);
    assert.equal(await here(), undefined);
  });
});

describe("a clock that is set back", () => {
  const minutes = (count: number) => new Date(clock.now().getTime() + count * 60_000);

  test("by minutes ends no session, by hours it does: it would outlive its limits by as much", async () => {
    const { token } = await sessions.signIn(user, peer, clock);
    assert.ok(await sessions.findSession(token, peer, minutes(-5)));
    assert.equal(await sessions.findSession(token, peer, minutes(-600)), undefined);
    const { expireSessions } = await import("./expire.ts");
    await expireSessions(minutes(-600));
    assert.equal(await sessions.findSession(token, peer, minutes(1)), undefined, "it does not come back with the clock");
    assert.ok(await sessions.findSession((await sessions.signIn(user, peer, clock)).token, peer, clock.now()));
  });

  test("leaves a proof of the future none", async () => {
    const { permit } = await import("#lib/access/permissions.ts");
    const scope = { ...house.as(clinic, "administrator"), clock: clockAt(minutes(-11)) };
    assert.throws(() => permit(scope, "certificates:password"), house.isCode("PROOF_REQUIRED"));
  });
});
