import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { isProved } from "#lib/access/permissions.ts";
import { clockAt } from "#lib/platform/clock.ts";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let prove: typeof import("./prove.ts")["prove"];
let sessions: typeof import("./queries.ts") & typeof import("./sign-in.ts");
let access: typeof import("#lib/access/session-scope.ts");
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];
let clinic: Scope;
let peer: Peer;
let user: { id: string; loginId: string; password: string };
let colleague: { id: string; loginId: string; password: string };

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ prove } = await import("./prove.ts"));
  sessions = { ...(await import("./queries.ts")), ...(await import("./sign-in.ts")) };
  access = await import("#lib/access/session-scope.ts");
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  const request = { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" } as const;
  peer = await house.peerOf((await requestCertificates(clinic, request))[0] ?? 0);
  user = await house.makeUser(clinic, "kasahara");
  colleague = await house.makeUser(clinic, "tanaka");
});

beforeEach(() => systemDb().signInThrottle.deleteMany());

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const minute = (count: number) => clockAt(new Date(house.today.getTime() + count * 60_000));

/** Signed in at minute 0, seen now and then, and now at work. */
async function atWork(minutes: number): Promise<Scope> {
  const { token } = await sessions.signIn({ loginId: user.loginId, password: user.password }, peer, minute(0));
  const session = await sessions.findSession(token, peer, minute(minutes).now());
  assert.ok(session);
  return access.sessionScope(session, peer, undefined, minute(minutes));
}

const provedAt = async (scope: Scope) =>
  (await systemDb().session.findUniqueOrThrow({ where: { id: scope.actor.sessionId ?? "" } })).provedAt;

describe("the password shown again", () => {
  test("counts from now on, in this session alone", async () => {
    const [here, elsewhere] = [await atWork(20), await atWork(20)];
    assert.equal(isProved(here.actor, here.clock.now()), false);
    const proved = await prove(here, user.password);
    assert.equal(isProved(proved.actor, proved.clock.now()), true);
    assert.deepEqual(await provedAt(here), minute(20).now());
    assert.deepEqual(await provedAt(elsewhere), minute(0).now());
  });

  test("is the person's own: a colleague's is as wrong as any other, and proves nothing", async () => {
    const scope = await atWork(20);
    for (const wrong of [colleague.password, "wrong", "", "x".repeat(10_000)])
      await assert.rejects(prove(scope, wrong), house.isCode("PROOF_WRONG"));
    assert.deepEqual(await provedAt(scope), minute(0).now());
  });

  test("cannot be guessed at a browser that was left open: five, also at once, and then the right one waits, too", async () => {
    const scope = await atWork(20);
    const guesses = await Promise.allSettled(Array.from({ length: 9 }, () => prove(scope, "wrong")));
    const codes = guesses.map((guess) => guess.status === "rejected" && guess.reason.code);
    assert.equal(codes.filter((code) => code === "PROOF_WRONG").length, 5);
    assert.equal(codes.filter((code) => code === "SIGN_IN_THROTTLED").length, 4);
    await assert.rejects(prove(scope, user.password), house.isCode("SIGN_IN_THROTTLED"));
    const history = await systemDb().signIn.findMany({ where: { result: "failure", at: minute(20).now() } });
    const reasons = history.filter(({ loginId }) => loginId === user.loginId).map(({ reason }) => reason);
    assert.equal(reasons.filter((reason) => reason === "SIGN_IN_THROTTLED").length, 5, "the history tells the guesses");
    assert.ok(reasons.filter((reason) => reason === "PROOF_WRONG").length >= 5);
    assert.equal(history[0]?.commonName, "commonName" in peer.certificate ? peer.certificate.commonName : "");
    assert.deepEqual(await provedAt(scope), minute(0).now());
    assert.ok(await prove({ ...scope, clock: minute(36) }, user.password), "the window is over");
  });

  test("forgives what was wrong before", async () => {
    const scope = await atWork(20);
    for (let round = 0; round < 3; round++) {
      for (let guess = 0; guess < 4; guess++) await assert.rejects(prove(scope, "wrong"), house.isCode("PROOF_WRONG"));
      await prove(scope, user.password);
    }
  });

  test("does not bring back a session that was ended", async () => {
    const scope = await atWork(20);
    const { endOwnSession } = await import("./end.ts");
    await endOwnSession(scope, { sessionId: scope.actor.sessionId ?? "" });
    await assert.rejects(prove(scope, user.password), house.isCode("SIGN_IN_REQUIRED"));
    assert.deepEqual(await provedAt(scope), minute(0).now());
  });

  test("ends no session when the clock was set back behind the last change of the password", async () => {
    const scope = await atWork(20);
    const where = { id: user.id };
    await systemDb().user.update({ where, data: { passwordChangedAt: minute(60).now() } });
    await prove(scope, user.password);
    assert.deepEqual(await provedAt(scope), minute(60).now());
    await systemDb().user.update({ where, data: { passwordChangedAt: minute(-60).now() } });
  });

  test("is nothing that the portal itself has", async () => {
    await assert.rejects(prove(clinic, "any"), house.isCode("NOT_PERMITTED"));
  });
});
