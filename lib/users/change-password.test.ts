import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let changePassword: typeof import("./change-password.ts")["changePassword"];
let self: Scope;
let password: string;

before(async () => {
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ changePassword } = await import("./change-password.ts"));
  const clinic = await house.makeTenant("u00000001");
  const user = await house.makeUser(clinic, "kasahara", "general");
  password = user.password;
  const scope = house.as(clinic, "general");
  const organization = { organizationId: clinic.tenant.id, organization: clinic.tenant.orcamoId };
  self = {
    ...scope,
    actor: { ...scope.actor, user: { ...organization, id: user.id, loginId: "kasahara", name: "笠原" } },
  };
});

after(() => database.close());

const change = (next: string, current = password) => changePassword(self, { current, next, again: next });

describe("one's own password", () => {
  for (const [name, next, code] of [
    ["is too short", "twelve-chars", "PASSWORD_TOO_SHORT"],
    ["is too long", "長".repeat(129), "PASSWORD_TOO_LONG"],
    ["has the login ID in it", "Kasahara-2026-spring", "PASSWORD_COMMON"],
    ["is one letter over and over", "aaaaaaaaaaaaaaaaaaaa", "PASSWORD_COMMON"],
  ] as const) {
    test(`${name}: ${code}`, async () => assert.rejects(change(next), house.isCode(code)));
  }

  test("is not changed with a wrong current one, nor to itself", async () => {
    await assert.rejects(change("correct horse battery", "wrong"), house.isCode("PASSWORD_WRONG"));
    await assert.rejects(change(password), house.isCode("PASSWORD_SAME"));
  });

  test("sent twice at once is changed once, and both are told so", async () => {
    const next = "one and the same form";
    await Promise.all([change(next), change(next)]);
    assert.equal(await self.db.auditEntry.count({ where: { action: "users:change-password" } }), 1);
    password = next;
  });

  test("may be 128 letters of any kind, and of two changes at once one holds", async () => {
    const answers = await Promise.allSettled([change("漢字とspaceと😀 any"), change("another good password")]);
    assert.equal(answers.filter((answer) => answer.status === "fulfilled").length, 1);
    assert.equal(await self.db.auditEntry.count({ where: { action: "users:change-password" } }), 2);
    const text = JSON.stringify(await self.db.auditEntry.findMany({ select: { facts: true, actor: true } }));
    assert.doesNotMatch(text, /another good|漢字と/);
  });

  test("cannot be guessed here either: after five wrong ones no other is looked at", async () => {
    const { systemDb } = await import("#lib/platform/system-db.ts");
    await systemDb().signInThrottle.deleteMany();
    const guesses = await Promise.allSettled(
      Array.from({ length: 9 }, (_, guess) => change("whatever it will be", `guess ${guess}`)),
    );
    const codes = guesses.map((guess) => guess.status === "rejected" && guess.reason.code);
    assert.equal(codes.filter((code) => code === "PASSWORD_WRONG").length, 5);
    await assert.rejects(change("whatever it will be"), house.isCode("SIGN_IN_THROTTLED"));
  });
});
