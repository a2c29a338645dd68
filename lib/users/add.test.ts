import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { withClient } from "#server/postgres/connect.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let addUser: typeof import("./add.ts")["addUser"];
let resetPassword: typeof import("./reset-password.ts")["resetPassword"];
let takeHandOut: typeof import("#lib/hand-outs/take.ts")["takeHandOut"];
let handedOutPassword: typeof import("#lib/hand-outs/text.ts")["handedOutPassword"];
let verifyPassword: typeof import("./password.ts")["verifyPassword"];
let clinic: Scope;
let administrator: Scope;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ addUser } = await import("./add.ts"));
  ({ resetPassword } = await import("./reset-password.ts"));
  ({ takeHandOut } = await import("#lib/hand-outs/take.ts"));
  ({ handedOutPassword } = await import("#lib/hand-outs/text.ts"));
  ({ verifyPassword } = await import("./password.ts"));
  clinic = await house.makeTenant("u00000001");
  administrator = seated(house.as(clinic, "administrator"));
});

beforeEach(async () => {
  await withClient(database.owner, (client) => client.query("TRUNCATE users, hand_outs, sign_in_throttles CASCADE"));
});

after(() => database.close());

function seated(scope: Scope): Scope {
  return { ...scope, actor: { ...scope.actor, sessionId: crypto.randomUUID() } };
}

const form = (loginId: string, changes: object = {}) => ({
  ...{ requestId: crypto.randomUUID(), loginId, name: "佐藤", nameKana: "サトウ", mail: "" },
  ...{ role: "administrator" as const, ...changes },
});
const userOf = (loginId: string) => clinic.db.user.findFirstOrThrow({ where: { loginId } });
const entries = (action: string) => clinic.db.auditEntry.findMany({ where: { action }, orderBy: { sequence: "asc" } });

async function passwordOf(scope: Scope, handOut: string): Promise<string> {
  const { file } = await takeHandOut(scope, { id: handOut });
  return handedOutPassword(String(file)) ?? "";
}

describe("a new user", () => {
  test("gets a password that is handed out once and changed at the first sign-in", async () => {
    const handOut = await addUser(administrator, form("sato"));
    const { fileName } = await clinic.db.handOut.findFirstOrThrow({ where: { id: handOut } });
    assert.equal(fileName, "tenant_admin1.txt");
    const user = await userOf("sato");
    assert.equal(user.mustChangePassword, true);
    const password = await passwordOf(administrator, handOut);
    assert.equal(await verifyPassword(user.passwordHash, password), true);
    const told = JSON.stringify((await entries("users:create")).map(({ facts, target }) => ({ facts, target })));
    assert.match(told, /sato/);
    assert.ok(!told.includes(password));
  });

  test("is made once, however often the form is sent, and its file is found again", async () => {
    const sent = form("sato");
    const answers = await Promise.all(Array.from({ length: 6 }, () => addUser(administrator, sent)));
    assert.equal(new Set([...answers, await addUser(administrator, sent)]).size, 1);
    assert.equal(await clinic.db.user.count(), 1);
    const password = await passwordOf(administrator, answers[0] ?? "");
    assert.equal(await verifyPassword((await userOf("sato")).passwordHash, password), true);
  });

  test("with a login ID that somebody has is refused, also in another tenant, and to another person's form", async () => {
    const sent = form("sato");
    await addUser(administrator, sent);
    await assert.rejects(addUser(administrator, form("sato")), house.isCode("LOGIN_ID_TAKEN"));
    await assert.rejects(addUser(seated(house.as(clinic, "administrator")), sent), house.isCode("LOGIN_ID_TAKEN"));
    const other = seated(house.as(await house.makeTenant("u00000002"), "administrator"));
    await assert.rejects(addUser(other, sent), house.isCode("LOGIN_ID_TAKEN"));
  });

  test("of a form that was gone back to and changed is another one", async () => {
    const sent = form("sato");
    const first = await addUser(administrator, sent);
    assert.notEqual(await addUser(administrator, { ...sent, loginId: "suzuki", role: "auditor" }), first);
    assert.equal((await userOf("suzuki")).role, "auditor");
  });

  test("has a role of this sort of organisation: a clinic makes no operator", async () => {
    for (const role of ["operator", "vendor"] as const)
      await assert.rejects(addUser(administrator, form("sato", { role })), house.isCode("INPUT_INVALID"));
    assert.equal(await clinic.db.user.count(), 0);
  });

  test("is made by administrators who have just shown their password", async () => {
    for (const standing of ["auditor", "general", "entrustedServer", "entrustedGeneral"] as const)
      await assert.rejects(addUser(house.as(clinic, standing), form("sato")), house.isCode("NOT_PERMITTED"));
    const { provedAt: _, ...actor } = administrator.actor;
    await assert.rejects(addUser({ ...administrator, actor }, form("sato")), house.isCode("PROOF_REQUIRED"));
  });
});

describe("a new password", () => {
  const reset = async (loginId: string, changes: object = {}) => {
    const { id, version } = await userOf(loginId);
    return { id, version, requestId: crypto.randomUUID(), ...changes };
  };

  test("takes the place of the old one, is handed out, and is to be changed", async () => {
    await addUser(administrator, form("tanaka"));
    await house.makeUser(clinic, "sato");
    const before = await userOf("sato");
    const password = await passwordOf(administrator, await resetPassword(administrator, await reset("sato")));
    const after = await userOf("sato");
    assert.equal(await verifyPassword(after.passwordHash, password), true);
    assert.notEqual(after.passwordHash, before.passwordHash);
    assert.equal(after.mustChangePassword, true);
    const told = await entries("users:reset-password");
    assert.deepEqual([told.length, told[0]?.target], [1, "sato"]);
    assert.ok(!JSON.stringify(told[0]?.facts).includes(password));
  });

  test("is made once, however often the form is sent", async () => {
    await house.makeUser(clinic, "sato");
    const sent = await reset("sato");
    const answers = await Promise.all(Array.from({ length: 5 }, () => resetPassword(administrator, sent)));
    assert.equal(new Set(answers).size, 1);
    const password = await passwordOf(administrator, answers[0] ?? "");
    assert.equal(await verifyPassword((await userOf("sato")).passwordHash, password), true);
  });

  test("by two administrators at once is made by one: the other's file would hold what is no password", async () => {
    await house.makeUser(clinic, "sato");
    const sent = await reset("sato");
    const second = seated(house.as(clinic, "administrator"));
    const answers = await Promise.allSettled([resetPassword(administrator, sent), resetPassword(second, sent)]);
    const refused = answers.filter((answer) => answer.status === "rejected");
    assert.equal(refused.length, 1);
    assert.ok(house.isCode("USER_CHANGED")(refused[0]?.reason));
  });

  test("lets a person in who was locked out", async () => {
    const { countAttempt, lockedLoginIds } = await import("#lib/sessions/throttle.ts");
    await house.makeUser(clinic, "sato");
    const keys = { loginId: "sato", thumbprint: "t", organization: "u00000001", address: "192.0.2.9" };
    for (let guess = 0; guess < 5; guess++) await countAttempt(keys, house.today);
    assert.equal((await lockedLoginIds(["sato"], house.today)).size, 1);
    await resetPassword(administrator, await reset("sato"));
    assert.equal((await lockedLoginIds(["sato"], house.today)).size, 0);
  });

  test("is not made for oneself, for another tenant's user, or by who may not", async () => {
    const { id } = await house.makeUser(clinic, "sato");
    const sent = await reset("sato");
    const user = { ...administrator.actor.user, id } as NonNullable<Scope["actor"]["user"]>;
    const self = { ...administrator, actor: { ...administrator.actor, user } };
    await assert.rejects(resetPassword(self, sent), house.isCode("USER_SELF"));
    const other = seated(house.as(await house.makeTenant("u00000003"), "administrator"));
    await assert.rejects(resetPassword(other, sent), house.isCode("NOT_FOUND"));
    await assert.rejects(resetPassword(house.as(clinic, "auditor"), sent), house.isCode("NOT_PERMITTED"));
  });
});
