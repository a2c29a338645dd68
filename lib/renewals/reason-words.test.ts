import assert from "node:assert/strict";
import { test } from "node:test";
import { refusalSentence } from "../platform/refusal-words.ts";
import { renewalReason } from "./reason-words.ts";

const code = "CERTIFICATE_KIND_NOT_RENEWABLE";

for (const kind of ["vendor", "operator"] as const)
  test(`of the kind ${kind}, which a person renews: on this site, to who reads of it and to the program`, () => {
    const { remedy } = renewalReason(code, kind);
    assert.match(remedy, /^「証明書更新」をおこない/);
    assert.match(refusalSentence(code, { commonName: "vendor401", kind }), /^vendor401は.*ログインし、「証明書管理」から/);
  });

test("of the kinds that nobody renews: what takes their place", () => {
  for (const kind of ["api", "backup"] as const) {
    assert.match(renewalReason(code, kind).remedy, /^「新規発行申請」でclientの証明書/);
    assert.match(refusalSentence(code, { commonName: "api516", kind }), /^api516は更新対象外.*「新規発行申請」/);
  }
});

test("of those kinds that are over: the same, since nobody renews them on the site either", () => {
  for (const kind of ["api", "backup"] as const)
    assert.match(renewalReason("CERTIFICATE_EXPIRED", kind).remedy, /「新規発行申請」でclientの証明書を発行し/);
  assert.match(renewalReason("CERTIFICATE_EXPIRED", "client").remedy, /「証明書更新」/);
});

test("a reason of a later portal has a remedy", () => {
  const { what, remedy } = renewalReason("toString", "client");
  assert.deepEqual([what, /^「証明書更新」/.test(remedy)], ["その他の理由", true]);
});
