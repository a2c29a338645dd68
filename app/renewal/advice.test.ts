import assert from "node:assert/strict";
import { test } from "node:test";
import type { RefusalCode } from "#lib/platform/refusal.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import { adviceFor } from "./advice.ts";

const notAfter = new Date("2029-11-20T15:00:00Z");

function advice(reason: RefusalCode, kind: "client" | "api" | "vendor" | "operator") {
  return adviceFor({ reason, sentence: refusalSentence(reason, { days: 100, commonName: "api506" }), kind, notAfter });
}

test("before the window: from when, and that the present one will do", () => {
  const { title, text } = advice("RENEWAL_TOO_EARLY", "client");
  assert.equal(title, "まだ更新の時期ではありません。");
  assert.match(text, /有効期限の100日前から.*今の証明書をお使いください/);
});

test("just issued: until when it is good, in Japan's days", () => {
  assert.match(advice("CERTIFICATE_TOO_YOUNG", "client").text, /^2029-11-21 まで使えます。更新の必要はありません。$/);
});

test("a connection's: what takes its place", () => {
  const { text, onSite } = advice("CERTIFICATE_KIND_NOT_RENEWABLE", "api");
  assert.match(text, /api506は更新対象外.*「新規発行申請」/);
  assert.equal(onSite, false);
});

for (const kind of ["vendor", "operator"] as const)
  test(`of the kind ${kind}: signed in, on this site`, () => {
    const { text, onSite } = advice("CERTIFICATE_KIND_NOT_RENEWABLE", kind);
    assert.match(text, /ログインし、「証明書管理」から/);
    assert.equal(onSite, true);
  });
