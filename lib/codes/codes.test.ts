import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { clockAt } from "#lib/platform/clock.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { codeInput } from "./inputs.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let codes: typeof import("./check.ts") &
  typeof import("./confirm.ts") &
  typeof import("./queries.ts") &
  typeof import("./remove.ts") &
  typeof import("./renew-recovery-codes.ts") &
  typeof import("./start.ts");
let clinic: Scope;
let self: Scope;
let loginId: string;
let people = 0;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  const parts = await Promise.all([
    import("./check.ts"),
    import("./confirm.ts"),
    import("./queries.ts"),
    import("./remove.ts"),
    import("./renew-recovery-codes.ts"),
    import("./start.ts"),
  ]);
  codes = Object.assign({}, ...parts);
  clinic = await house.makeTenant("u00000001");
});

beforeEach(async () => {
  loginId = `person${++people}`;
  self = await person(loginId);
});

after(() => database.close());

async function person(name: string): Promise<Scope> {
  const { id } = await house.makeUser(clinic, name, "general");
  const organization = { organizationId: clinic.tenant.id, organization: clinic.tenant.orcamoId };
  const { actor } = house.as(clinic, "general");
  return { ...clinic, actor: { ...actor, user: { id, loginId: name, name, ...organization } } };
}

/** So many seconds later, with a password that was just shown. */
function at(seconds: number, scope = self): Scope {
  const now = new Date(house.today.getTime() + seconds * 1000);
  return { ...scope, clock: clockAt(now), actor: { ...scope.actor, provedAt: now } };
}

/** The person's app: what it shows at that second. */
async function app(scope = self): Promise<(seconds: number) => string> {
  const shown = await codes.getCodes(scope);
  assert.equal(shown.state, "started");
  const totp = new TOTP({ secret: Secret.fromBase32(shown.state === "started" ? shown.secret.replaceAll(" ", "") : "") });
  return (seconds) => totp.generate({ timestamp: house.today.getTime() + seconds * 1000 });
}

async function registered(): Promise<(seconds: number) => string> {
  await codes.startCodes(self);
  const show = await app();
  await codes.confirmCodes(self, { code: show(0) });
  return show;
}

const logged = (action: string) => clinic.db.auditEntry.count({ where: { action, target: loginId } });

describe("an authenticator app", () => {
  test("is registered by its secret and a first code, and counts from then on", async () => {
    await codes.startCodes(self);
    const show = await app();
    const started = await codes.getCodes(self);
    assert.match(
      started.state === "started" ? started.uri : "",
      new RegExp(`^otpauth://totp/.+${loginId}\\?.*secret=[A-Z2-7]{32}`),
    );
    assert.equal(await codes.checkCode(at(60), show(60)), false, "nothing counts before the first code");
    await assert.rejects(codes.confirmCodes(self, { code: "000000" }), house.isCode("CODE_WRONG"));
    await codes.confirmCodes(self, { code: show(0) });
    await codes.confirmCodes(self, { code: show(0) });
    const set = await codes.getCodes(self);
    assert.deepEqual(set, { state: "set", since: self.clock.now(), recoveryCodesLeft: 0 });
    assert.equal(await codes.checkCode(self, show(0)), false, "the first code is used up");
    assert.equal(await codes.checkCode(at(60), show(60)), true);
    assert.deepEqual([await logged("codes:start"), await logged("codes:confirm")], [1, 1]);
  });

  test("keeps its secret when the start is sent twice, also at once, and lies in the database sealed", async () => {
    await Promise.all([codes.startCodes(self), codes.startCodes(self)]);
    const first = await codes.getCodes(self);
    await codes.startCodes(self);
    assert.deepEqual(await codes.getCodes(self), first);
    assert.equal(await logged("codes:start"), 1);
    const secret = Secret.fromBase32(first.state === "started" ? first.secret.replaceAll(" ", "") : "");
    const row = await clinic.db.user.findUniqueOrThrow({ where: { id: self.actor.user?.id ?? "" } });
    assert.equal(secret.bytes.length, 20);
    assert.equal(Buffer.from(row.totpEnvelope ?? []).includes(Buffer.from(secret.bytes)), false);
    const other = await person(`${loginId}-other`);
    const { id } = await clinic.db.user.findUniqueOrThrow({ where: { loginId: `${loginId}-other` } });
    await clinic.db.user.update({ where: { id }, data: { totpEnvelope: row.totpEnvelope } });
    await assert.rejects(codes.getCodes(other), /changed, or belongs to another row/);
  });

  test("is not replaced while it counts, and is gone when it was taken off, with its recovery codes", async () => {
    const show = await registered();
    await assert.rejects(codes.startCodes(self), house.isCode("CODE_ALREADY_SET"));
    const [recovery = ""] = await codes.renewRecoveryCodes(self);
    await codes.removeOwnCodes(self);
    await codes.removeOwnCodes(self);
    assert.deepEqual(await codes.getCodes(self), { state: "none" });
    assert.equal(await codes.checkCode(at(60), show(60)), false);
    assert.equal(await codes.checkCode(at(60), codeInput.parse({ code: recovery }).code), false);
    assert.equal(await logged("codes:remove"), 1);
    await assert.rejects(codes.confirmCodes(self, { code: show(90) }), house.isCode("NOT_FOUND"));
  });

  test("is changed only by who has just shown the password", async () => {
    const later = { ...self, clock: clockAt(new Date(house.today.getTime() + 601_000)) };
    for (const run of [codes.startCodes, codes.getCodes, codes.removeOwnCodes, codes.renewRecoveryCodes])
      await assert.rejects(run(later), house.isCode("PROOF_REQUIRED"));
    await assert.rejects(codes.confirmCodes(later, { code: "1" }), house.isCode("PROOF_REQUIRED"));
  });
});

describe("a code", () => {
  test("opens within a step of its time, and not two away", async () => {
    const show = await registered();
    for (const [now, of, opens] of [
      [300, 240, false],
      [300, 270, true],
      [300, 330, true],
      [300, 300, true],
      [300, 360, false],
    ] as const) {
      assert.equal(await codes.checkCode(at(now), show(of)), opens, `at ${now} the code of ${of}`);
    }
  });

  test("opens once, also when it is sent many times at once", async () => {
    const show = await registered();
    const answers = await Promise.all(Array.from({ length: 8 }, () => codes.checkCode(at(60), show(60))));
    assert.equal(answers.filter(Boolean).length, 1);
    assert.equal(await codes.checkCode(at(80), show(60)), false);
  });

  test("opens after the clock was set back at once, and none that was used opens again", async () => {
    const show = await registered();
    const used = [600, 660, 720];
    for (const seconds of used) assert.equal(await codes.checkCode(at(seconds), show(seconds)), true);
    for (const seconds of used) assert.equal(await codes.checkCode(at(seconds), show(seconds)), false, `${seconds} again`);
    assert.equal(await codes.checkCode(at(630), show(630)), true, "minutes back");
    assert.equal(await codes.checkCode(at(-86_400 * 365), show(-86_400 * 365)), true, "a year back");
    assert.equal(await codes.checkCode(at(720), show(720)), false, "and forth");
  });

  test("of another person, of five digits, or that is no code, opens nothing", async () => {
    const show = await registered();
    const other = await person(`${loginId}-other`);
    await codes.startCodes(other);
    await codes.confirmCodes(other, { code: (await app(other))(0) });
    assert.equal(await codes.checkCode(at(60, other), show(60)), false);
    for (const code of ["", "12345", "1234567", "000000", "x".repeat(100)])
      assert.equal(await codes.checkCode(at(60), code), false, code);
  });

  test("is taken as it is typed", () => {
    const typed = (code: string) => codeInput.safeParse({ code }).data?.code;
    assert.equal(typed(" 123 456 "), "123456");
    assert.equal(typed("１２３４５６"), "123456");
    assert.equal(typed("ACDE-fghj ＫＭＮＰ－qrtw_xy34"), "acdefghjkmnpqrtwxy34");
    for (const none of ["", " ", "ー", "9".repeat(101)]) assert.equal(typed(none), undefined, none);
  });
});

describe("recovery codes", () => {
  const enter = (code: string, scope = self) => codes.checkCode(scope, codeInput.parse({ code }).code);

  test("are ten, told apart by eye, kept as hashes, and each opens once", async () => {
    await registered();
    const made = await codes.renewRecoveryCodes(self);
    assert.equal(new Set(made).size, 10);
    for (const code of made) assert.match(code, /^(?:[acdefghjkmnpqrtwxy34679]{4}-){4}[acdefghjkmnpqrtwxy34679]{4}$/);
    const [first = "", second = ""] = made;
    const stored = JSON.stringify(await clinic.db.recoveryCode.findMany());
    assert.equal(stored.includes(first) || stored.includes(first.replaceAll("-", "")), false);
    const answers = await Promise.all(Array.from({ length: 5 }, () => enter(first.toUpperCase())));
    assert.equal(answers.filter(Boolean).length, 1);
    assert.equal(await enter(second.replaceAll("-", " ")), true);
    assert.equal(await enter(second), false);
    const shown = await codes.getCodes(self);
    assert.equal(shown.state === "set" && shown.recoveryCodesLeft, 8);
    assert.equal(await logged("codes:use-recovery"), 2);
    const entries = JSON.stringify(await clinic.db.auditEntry.findMany({ select: { facts: true, target: true } }));
    assert.equal(
      made.some((code) => entries.includes(code)),
      false,
    );
  });

  test("are replaced as a whole, also by two at once", async () => {
    await registered();
    const [old = ""] = await codes.renewRecoveryCodes(self);
    await Promise.all([codes.renewRecoveryCodes(self), codes.renewRecoveryCodes(self)]);
    assert.equal(await clinic.db.recoveryCode.count({ where: { userId: self.actor.user?.id ?? "" } }), 10);
    assert.equal(await enter(old), false);
  });

  test("are the person's own, and none without an app", async () => {
    await assert.rejects(codes.renewRecoveryCodes(self), house.isCode("NOT_FOUND"));
    await registered();
    const [mine = ""] = await codes.renewRecoveryCodes(self);
    const other = await person(`${loginId}-other`);
    assert.equal(await enter(mine, other), false);
    assert.equal(await enter(mine), true);
  });
});
