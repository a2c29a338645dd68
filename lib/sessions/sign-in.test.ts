import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { clockAt } from "#lib/platform/clock.ts";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let clinic: Scope;
let peer: Peer;
let foreignPeer: Peer;
let numbers: number[];
let user: { id: string; loginId: string; password: string };
let vendor: Scope;
let vendorUser: { loginId: string; password: string };
let signIn: typeof import("./sign-in.ts")["signIn"];
let findSession: typeof import("./queries.ts")["findSession"];
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ signIn } = await import("./sign-in.ts"));
  ({ findSession } = await import("./queries.ts"));
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  const { requestCertificates } = await import("#lib/certificates/request.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  vendor = await house.makeTenant("v00000001", "vendor");
  const stranger = await house.makeTenant("u00000002");
  const request = (scope: Scope, count: number) =>
    requestCertificates(scope, { requestId: crypto.randomUUID(), kind: "client", count, note: "" });
  numbers = await request(clinic, 3);
  peer = await house.peerOf(numbers[0] ?? 0);
  foreignPeer = await house.peerOf((await request(stranger, 1))[0] ?? 0);
  user = await house.makeUser(clinic, "kasahara");
  vendorUser = await house.makeUser(vendor, "vendor", "vendor");
});

beforeEach(() => systemDb().signInThrottle.deleteMany());

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

const at = (minutes: number) => clockAt(new Date(house.today.getTime() + minutes * 60_000));
const enter = (credentials: { loginId: string; password: string }, from = peer, minutes = 0) =>
  signIn({ loginId: credentials.loginId, password: credentials.password }, from, at(minutes));
const lastReason = async () => (await systemDb().signIn.findFirst({ orderBy: [{ at: "desc" }, { id: "desc" }] }))?.reason;

describe("a session", () => {
  test("is open for the certificate that it was opened with, and for no other", async () => {
    const { token } = await enter(user);
    const now = at(1).now();
    assert.equal((await findSession(token, peer, now))?.loginId, "kasahara");
    assert.equal(await findSession(token, await house.peerOf(numbers[1] ?? 0), now), undefined, "another of the same tenant");
    assert.equal(await findSession(token, foreignPeer, now), undefined);
    assert.equal(await findSession(token, { ...peer, certificate: { state: "none" } }, now), undefined);
    const guessed = `${token.slice(0, -1)}${token.endsWith("A") ? "E" : "A"}`;
    assert.equal(await findSession(guessed, peer, now), undefined, "a guessed token");
    assert.ok(await findSession(token, peer, now), "a mismatch has ended nothing");
  });

  test("ends when idle, at its absolute limit, and at sign-out", async () => {
    const { token } = await enter(user);
    assert.equal(await findSession(token, peer, at(31).now()), undefined, "30 minutes idle");
    const kept = (await enter(user)).token;
    for (let minute = 20; minute < 480; minute += 20)
      assert.ok(await findSession(kept, peer, at(minute).now()), `minute ${minute}`);
    assert.equal(await findSession(kept, peer, at(480).now()), undefined, "8 hours");
    const { signOut } = await import("./sign-out.ts");
    const short = (await enter(user)).token;
    await signOut(short, at(1).now());
    await signOut(short, at(1).now());
    assert.equal(await findSession(short, peer, at(1).now()), undefined);
  });

  test("ends when its browser signs in anew, and only then", async () => {
    const former = (await enter(user)).token;
    await assert.rejects(signIn({ ...user, password: "wrong" }, peer, at(1), former));
    assert.ok(await findSession(former, peer, at(1).now()));
    const { token } = await signIn(user, peer, at(1), former);
    assert.equal(await findSession(former, peer, at(1).now()), undefined);
    assert.ok(await findSession(token, peer, at(1).now()));
  });

  test("ends at once when the user is stopped, the tenant is stopped, or the password changes", async () => {
    const { token } = await enter(user);
    await systemDb().user.update({ where: { id: user.id }, data: { state: "stopped" } });
    assert.equal(await findSession(token, peer, at(1).now()), undefined);
    await systemDb().user.update({ where: { id: user.id }, data: { state: "active" } });
    await systemDb().tenant.update({ where: { id: clinic.tenant.id }, data: { state: "stopped" } });
    assert.equal(await findSession(token, peer, at(1).now()), undefined);
    await systemDb().tenant.update({ where: { id: clinic.tenant.id }, data: { state: "active" } });
    assert.ok(await findSession(token, peer, at(1).now()));
    await systemDb().user.update({ where: { id: user.id }, data: { passwordChangedAt: at(1).now() } });
    assert.equal(await findSession(token, peer, at(2).now()), undefined);
    await systemDb().user.update({ where: { id: user.id }, data: { passwordChangedAt: at(-60).now() } });
  });

  test("ends in the transaction that revokes its certificate", async () => {
    const { revokeCertificate } = await import("#lib/certificates/revoke.ts");
    const { identifyPeer } = await import("#lib/access/identify-peer.ts");
    const lost = await house.peerOf(numbers[2] ?? 0);
    const { token } = await enter(user, lost);
    const row = await systemDb().certificate.findFirstOrThrow({ where: { number: numbers[2] ?? 0 } });
    const der = Buffer.from(row.certificate ?? []);
    assert.equal((await identifyPeer(der, at(1).now())).state, "valid");
    await revokeCertificate(clinic, { number: row.number, reason: "keyCompromise" });
    assert.equal(await findSession(token, lost, at(1).now()), undefined);
    assert.equal((await systemDb().session.findFirst({ where: { certificateId: row.id } }))?.endReason, "certificate-revoked");
    assert.equal((await identifyPeer(der, at(1).now())).state, "revoked");
  });
});

describe("an attempt is refused and recorded", () => {
  test("with one message for a wrong login ID and a wrong password", async () => {
    await assert.rejects(enter({ ...user, password: "wrong" }, peer, 100), house.isCode("SIGN_IN_FAILED"));
    assert.equal(await lastReason(), "PASSWORD_WRONG");
    await assert.rejects(enter({ loginId: "nobody", password: "wrong" }, peer, 101), house.isCode("SIGN_IN_FAILED"));
    assert.equal(await lastReason(), "LOGIN_ID_UNKNOWN");
  });

  test("when the certificate is another tenant's, which only the right password reveals", async () => {
    await assert.rejects(enter(user, foreignPeer, 2), house.isCode("SIGN_IN_CERTIFICATE_MISMATCH"));
    await assert.rejects(enter({ ...user, password: "wrong" }, foreignPeer, 3), house.isCode("SIGN_IN_FAILED"));
  });

  for (const [state, code] of [
    ["none", "CERTIFICATE_REQUIRED"],
    ["foreign", "CERTIFICATE_FOREIGN"],
    ["expired", "CERTIFICATE_EXPIRED"],
    ["revoked", "CERTIFICATE_REVOKED"],
  ] as const) {
    test(`with a certificate that is ${state}`, async () => {
      const certificate = { ...peer.certificate, state } as Peer["certificate"];
      await assert.rejects(enter(user, { ...peer, certificate }), house.isCode(code));
    });
  }

  test("after five failures of one login ID with one certificate, for 15 minutes, also when sent at once", async () => {
    const guesses = await Promise.allSettled(Array.from({ length: 12 }, () => enter({ ...user, password: "wrong" }, peer, 10)));
    const codes = guesses.map((guess) => (guess.status === "rejected" ? guess.reason.code : "in"));
    assert.equal(codes.filter((code) => code === "SIGN_IN_FAILED").length, 5);
    await assert.rejects(enter(user, peer, 11), house.isCode("SIGN_IN_THROTTLED"));
    assert.ok(await enter(user, await house.peerOf(numbers[1] ?? 0), 11), "another terminal of the clinic is not locked out");
    assert.ok(await enter(user, peer, 27), "the window is over");
  });

  test("and what was typed cannot disguise a line of the history", async () => {
    await assert.rejects(enter({ loginId: "a\u202eb\nc", password: "x" }, peer, 150), house.isCode("SIGN_IN_FAILED"));
    const row = await systemDb().signIn.findFirst({ orderBy: { at: "desc" } });
    assert.equal(row?.loginId, "a\uFFFDb\uFFFDc");
  });

  test("with any login ID that was typed, and its variants count as one", async () => {
    const { signInInput } = await import("./inputs.ts");
    const type = (loginId: string, minutes = 200) => signIn(signInInput.parse({ loginId, password: "wrong" }), peer, at(minutes));
    for (const loginId of ["KASAHARA", " ｋａｓａｈａｒａ", "KａSAHARA\u3000", "kasahara", "Kasahara"])
      await assert.rejects(type(loginId), house.isCode("SIGN_IN_FAILED"), loginId);
    await assert.rejects(enter(user, peer, 200), house.isCode("SIGN_IN_THROTTLED"), "also with the right password");
    await assert.rejects(type("a\0'; --", 201), house.isCode("SIGN_IN_FAILED"));
    assert.equal(await lastReason(), "LOGIN_ID_UNKNOWN");
    for (const loginId of ["", " \u3000", 5, {}, ["a"], null, undefined])
      assert.equal(signInInput.safeParse({ loginId, password: "x" }).success, false);
  });

  test("and a clock that is set back neither prolongs the wait nor shuts anybody out", async () => {
    for (let guess = 0; guess < 6; guess++) await enter({ ...user, password: "wrong" }, peer, 3000).catch(() => {});
    const { token } = await enter(user, peer, 220);
    await systemDb().user.update({ where: { id: user.id }, data: { passwordChangedAt: at(400).now() } });
    assert.equal(await findSession(token, peer, at(221).now()), undefined);
    assert.ok(await findSession((await enter(user, peer, 222)).token, peer, at(223).now()));
    await systemDb().user.update({ where: { id: user.id }, data: { passwordChangedAt: at(-60).now() } });
  });
});

describe("a vendor user", () => {
  test("enters with a clinic's certificate only while the clinic entrusts the vendor", async () => {
    await assert.rejects(enter(vendorUser), house.isCode("SIGN_IN_CERTIFICATE_MISMATCH"));
    const entrustment = await clinic.db.entrustment.create({
      data: { tenantId: clinic.tenant.id, vendorId: vendor.tenant.id, kind: "server" },
    });
    const { token } = await enter(vendorUser);
    const { sessionScope } = await import("#lib/access/session-scope.ts");
    const session = await findSession(token, peer, at(1).now());
    assert.ok(session);
    assert.equal((await sessionScope(session, peer)).actor.standing, "entrustedServer");
    await assert.rejects(sessionScope(session, peer, "u00000002"), house.isCode("NOT_FOUND"));
    await clinic.db.entrustment.update({ where: { id: entrustment.id }, data: { endedAt: at(1).now() } });
    assert.equal(await findSession(token, peer, at(1).now()), undefined, "withdrawn, at once effective");
  });

  test("reaches another clinic with the vendor's certificate, never with a clinic's", async () => {
    const { entryScope, sessionScope } = await import("#lib/access/session-scope.ts");
    const { requestCertificates } = await import("#lib/certificates/request.ts");
    const { openVisit } = await import("#lib/visits/open.ts");
    const second = await house.makeTenant("u00000003");
    const vendorId = vendor.tenant.id;
    for (const { db, tenant } of [clinic, second])
      await db.entrustment.create({ data: { tenantId: tenant.id, vendorId, kind: "general" } });
    const request = { requestId: crypto.randomUUID(), kind: "vendor", count: 1, note: "" } as const;
    const own = await house.peerOf((await requestCertificates(vendor, request))[0] ?? 0);

    const across = await findSession((await enter(vendorUser, own)).token, own, at(1).now());
    assert.ok(across);
    await assert.rejects(sessionScope(across, own, "u00000003"), house.isCode("VISIT_REQUIRED"));
    await openVisit(await entryScope(across, own, "u00000003"), { reason: "" });
    assert.equal((await sessionScope(across, own, "u00000003")).actor.standing, "entrustedGeneral");
    await assert.rejects(sessionScope(across, own, "u00000002"), house.isCode("NOT_FOUND"));
    await assert.rejects(sessionScope(across, own, "u0000000\0"), house.isCode("NOT_FOUND"));
    await systemDb().tenant.update({ where: { id: second.tenant.id }, data: { state: "stopped" } });
    await assert.rejects(sessionScope(across, own, "u00000003"), house.isCode("NOT_FOUND"));
    await systemDb().tenant.update({ where: { id: second.tenant.id }, data: { state: "active" } });

    const inside = await findSession((await enter(vendorUser)).token, peer, at(1).now());
    assert.ok(inside);
    assert.equal((await sessionScope(inside, peer)).tenant.orcamoId, "u00000001");
    await assert.rejects(sessionScope(inside, peer, "u00000003"), house.isCode("NOT_FOUND"), "another clinic of the vendor");
  });
});
