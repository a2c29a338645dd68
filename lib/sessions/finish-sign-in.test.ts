import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { clockAt } from "#lib/platform/clock.ts";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let sessions: typeof import("./expire.ts") &
  typeof import("./finish-sign-in.ts") &
  typeof import("./queries.ts") &
  typeof import("./sign-in.ts") &
  typeof import("./sign-out.ts");
let access: typeof import("#lib/access/session-scope.ts");
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];
let clinic: Scope;
let peer: Peer;
let user: { id: string; loginId: string; password: string };
let app: TOTP;
let recoveryCodes: string[];
let earlier: ReadonlySet<string>;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  const parts = await Promise.all([
    import("./expire.ts"),
    import("./finish-sign-in.ts"),
    import("./queries.ts"),
    import("./sign-in.ts"),
    import("./sign-out.ts"),
  ]);
  sessions = Object.assign({}, ...parts);
  access = await import("#lib/access/session-scope.ts");
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  const request = { requestId: crypto.randomUUID(), kind: "client", count: 1, note: "" } as const;
  peer = await house.peerOf((await requestCertificates(clinic, request))[0] ?? 0);
  user = await house.makeUser(clinic, "kasahara");
  await register();
});

beforeEach(async () => {
  earlier = new Set((await systemDb().signIn.findMany()).map(({ id }) => id));
  await systemDb().signInThrottle.deleteMany();
  await systemDb().session.updateMany({ where: { endedAt: null }, data: { endedAt: house.today, codePending: false } });
  await systemDb().user.update({ where: { id: user.id }, data: { totpSteps: [], lastSignInAt: null } });
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

async function register(): Promise<void> {
  const { startCodes } = await import("#lib/codes/start.ts");
  const { confirmCodes } = await import("#lib/codes/confirm.ts");
  const { getCodes } = await import("#lib/codes/queries.ts");
  const { renewRecoveryCodes } = await import("#lib/codes/renew-recovery-codes.ts");
  const { actor } = house.as(clinic, "administrator");
  const organization = { organizationId: clinic.tenant.id, organization: clinic.tenant.orcamoId };
  const self = { ...clinic, actor: { ...actor, user: { id: user.id, loginId: user.loginId, name: "", ...organization } } };
  await startCodes(self);
  const started = await getCodes(self);
  app = new TOTP({ secret: Secret.fromBase32(started.state === "started" ? started.secret.replaceAll(" ", "") : "") });
  await confirmCodes(self, { code: app.generate({ timestamp: house.today.getTime() }) });
  recoveryCodes = (await renewRecoveryCodes(self)).map((code) => code.replaceAll("-", ""));
}

const at = (minutes: number) => clockAt(new Date(house.today.getTime() + minutes * 60_000));
const codeAt = (minutes: number) => app.generate({ timestamp: at(minutes).now().getTime() });

async function password(minutes: number): Promise<string> {
  return (await sessions.signIn({ loginId: user.loginId, password: user.password }, peer, at(minutes))).token;
}

async function code(token: string, minutes: number, text: string): Promise<void> {
  const session = await sessions.findSession(token, peer, at(minutes).now());
  assert.ok(session);
  await sessions.finishSignIn(await access.ownScope(session, peer, at(minutes)), { code: text }, peer);
}

const found = (token: string, minutes: number) => sessions.findSession(token, peer, at(minutes).now());
/** What this test has added. */
const history = async () => {
  const rows = await systemDb().signIn.findMany();
  return rows.flatMap((row) => (earlier.has(row.id) ? [] : [row.reason ?? row.result])).sort();
};

describe("who has an authenticator app", () => {
  test("is half in with the password, and in with the code: one success is recorded", async () => {
    const token = await password(0);
    assert.equal((await found(token, 1))?.codePending, true);
    assert.deepEqual(await history(), [], "the password alone is no success");
    assert.equal((await systemDb().user.findUniqueOrThrow({ where: { id: user.id } })).lastSignInAt, null);
    await code(token, 1, codeAt(1));
    assert.equal((await found(token, 2))?.codePending, false);
    assert.deepEqual(await history(), ["success"]);
    for (let minute = 20; minute < 480; minute += 20) assert.ok(await found(token, minute), `minute ${minute}`);
    assert.equal(await found(token, 480), undefined, "8 hours from the password on, as the cookie");
  });

  test("is not let in when the history cannot be written", async () => {
    const { withClient } = await import("#server/postgres/connect.ts");
    const owner = (statement: string) => withClient(database.owner, (client) => client.query(statement));
    const token = await password(0);
    await owner("REVOKE INSERT ON sign_ins FROM portal_system");
    await assert
      .rejects(code(token, 1, codeAt(1)), /permission denied/)
      .finally(() => owner("GRANT INSERT ON sign_ins TO portal_system"));
    assert.equal((await found(token, 1))?.codePending, true);
    assert.equal((await systemDb().user.findUniqueOrThrow({ where: { id: user.id } })).lastSignInAt, null);
  });

  test("may use a recovery code, once", async () => {
    const [recovery = ""] = recoveryCodes;
    await code(await password(0), 1, recovery);
    await assert.rejects(code(await password(2), 3, recovery), house.isCode("CODE_WRONG"));
  });

  test("has ten minutes for it; who never shows it stands in the history, at the moment of the password", async () => {
    const [late, left] = [await password(600), await password(600)];
    assert.ok(await found(late, 609));
    assert.equal(await found(late, 610), undefined);
    await sessions.signOut(left, at(601).now());
    await sessions.signOut(left, at(601).now());
    assert.equal(await sessions.expireSessions(at(615).now()), 1);
    assert.equal(await sessions.expireSessions(at(615).now()), 0);
    assert.deepEqual(await history(), ["CODE_REQUIRED", "CODE_REQUIRED"]);
    const row = await systemDb().signIn.findFirstOrThrow({ where: { reason: "CODE_REQUIRED" }, orderBy: { at: "desc" } });
    assert.deepEqual(
      [row.at, row.loginId, row.result, row.address, row.serial],
      [at(600).now(), "kasahara", "failure", "192.0.2.1", "serial" in peer.certificate ? peer.certificate.serial : ""],
    );
  });

  test("stands in the history, too, when something else has ended it before the code", async () => {
    const { endSessionsHere } = await import("#lib/users/end-sessions.ts");
    const token = await password(0);
    await endSessionsHere(clinic, user.id, "password-changed");
    assert.equal(await found(token, 1), undefined);
    for (let run = 0; run < 2; run++) await sessions.expireSessions(at(1).now());
    assert.deepEqual(await history(), ["CODE_REQUIRED"]);
  });

  test("cannot have the code guessed: each is recorded, and the right password in between gives no more of them", async () => {
    const codes: string[] = [];
    for (let guess = 0; guess < 8; guess++) {
      const token = await password(30).catch((error: { code: string }) => codes.push(error.code) && undefined);
      if (token) await code(token, 30, "wrong").catch((error: { code: string }) => codes.push(error.code));
    }
    assert.equal(codes.filter((name) => name === "CODE_WRONG").length, 5);
    assert.equal(codes.filter((name) => name === "SIGN_IN_THROTTLED").length, 3);
    assert.deepEqual(await history(), codes.sort());
    const token = await password(46);
    await code(token, 46, codeAt(46));
    assert.ok(await found(token, 47), "the window is over");
  });

  test("gets no more guesses by showing the password again in between, which a half-open session cannot", async () => {
    const { prove } = await import("./prove.ts");
    const token = await password(0);
    const session = await found(token, 1);
    assert.ok(session);
    const scope = await access.ownScope(session, peer, at(1));
    const codes: string[] = [];
    for (let guess = 0; guess < 8; guess++) {
      await assert.rejects(prove(scope, user.password), (error: { code: string }) => Boolean(codes.push(error.code)));
      await assert.rejects(code(token, 1, "wrong"), (error: { code: string }) => Boolean(codes.push(error.code)));
    }
    assert.ok(codes.includes("SIGN_IN_THROTTLED"), codes.join(" "));
    assert.ok(codes.filter((name) => name === "CODE_WRONG").length <= 5, codes.join(" "));
  });

  test("cannot have it guessed at once either, nor is the right one taken while the wait lasts", async () => {
    const token = await password(0);
    const guesses = await Promise.allSettled(Array.from({ length: 9 }, () => code(token, 1, "wrong")));
    const codes = guesses.map((guess) => guess.status === "rejected" && guess.reason.code);
    assert.equal(codes.filter((name) => name === "CODE_WRONG").length, 5);
    await assert.rejects(code(token, 1, codeAt(1)), house.isCode("SIGN_IN_THROTTLED"));
    assert.equal((await found(token, 1))?.codePending, true);
  });

  test("is let in once by a code that is sent many times at once, and the others refuse", async () => {
    const tokens = [await password(0), await password(0), await password(0)];
    const answers = await Promise.allSettled(tokens.map((token) => code(token, 1, codeAt(1))));
    assert.equal(answers.filter(({ status }) => status === "fulfilled").length, 1);
    const pending = await Promise.all(tokens.map(async (token) => (await found(token, 1))?.codePending));
    assert.deepEqual(pending.sort(), [false, true, true]);
  });

  test("does not get in by a code of a session that was ended meanwhile", async () => {
    const token = await password(0);
    const session = await found(token, 1);
    assert.ok(session);
    const scope = await access.ownScope(session, peer, at(1));
    await sessions.signOut(token, at(1).now());
    await assert.rejects(sessions.finishSignIn(scope, { code: codeAt(1) }, peer), house.isCode("SIGN_IN_REQUIRED"));
    assert.equal(await found(token, 1), undefined);
  });
});
