import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { checkNewPassword } from "./check-password.ts";
import { type PasswordPolicy, passwordRuleText } from "./model.ts";

function check(password: string, policy: PasswordPolicy = "asvs", loginId = "kasahara") {
  return checkNewPassword(password, loginId, policy);
}

const refused = (password: string, code: string, policy?: PasswordPolicy) =>
  test(`${policy ?? "asvs"}: ${JSON.stringify(password.slice(0, 40))} is ${code}`, () =>
    assert.rejects(check(password, policy), { name: "Refusal", code }));

const taken = (password: string, policy?: PasswordPolicy) =>
  test(`${policy ?? "asvs"}: ${JSON.stringify(password.slice(0, 40))} is taken`, () => check(password, policy));

describe("a password by length", () => {
  refused("twelve-chars", "PASSWORD_TOO_SHORT");
  refused("x7😀Qv😀9😀😀ab", "PASSWORD_TOO_SHORT");
  refused("長い".repeat(65), "PASSWORD_TOO_LONG");
  taken("correct horse battery");
  taken("correcthorsebatterystaple");
  taken("漢字とspaceと😀 any");
  taken(" 1029 3847 kx9 ".repeat(8));
  taken("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ!#");
});

describe("a password that many have", () => {
  for (const password of [
    "administrator",
    "ADMINISTRATOR",
    "Chickenwing101",
    "qwerty123456789",
    "Password123456",
    "iloveyou12345!",
  ])
    refused(password, "PASSWORD_COMMON");
  refused("Sunshine2026!!", "PASSWORD_COMMON");
  refused("orcamo-ORCAMO-1", "PASSWORD_COMMON");
  refused("Kasahara-2026-spring", "PASSWORD_COMMON");
  refused("aaaaaaaaaaaaaaaaaaaa", "PASSWORD_COMMON");
  refused("Passw0rd!", "PASSWORD_COMMON", "mixed");
});

describe("a password of mixed characters", () => {
  refused("Kx9#mP2", "PASSWORD_TOO_SHORT", "mixed");
  refused("kx9mp2vq8w", "PASSWORD_NOT_MIXED", "mixed");
  refused("correct horse battery", "PASSWORD_NOT_MIXED", "mixed");
  refused("1029#3847", "PASSWORD_NOT_MIXED", "mixed");
  taken("kx9#mp2v", "mixed");
  taken("kx9 漢字 mp2v", "mixed");
});

test("a login ID of two letters forbids no password that has them in it", () => check("correct horse battery", "asvs", "ho"));

test("the page says what is checked", () => {
  assert.match(passwordRuleText("asvs"), /^13文字以上128文字以内にしてください。/);
  assert.match(passwordRuleText("mixed"), /^8文字以上128文字以内、英字・数字・記号をすべて混ぜたもの/);
});
