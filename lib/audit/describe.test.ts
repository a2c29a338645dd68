import assert from "node:assert/strict";
import { test } from "node:test";
import { describeFacts } from "./describe.ts";

test("whatever a person typed is shown as text: one entry must not make the log unreadable", () => {
  const typed = ["constructor", "toString", "hasOwnProperty", "__proto__", "2026-13-45T99:99:99.999Z"];
  for (const text of typed) {
    for (const name of ["reason", "note", "name", "kind"]) assert.equal(describeFacts({ [name]: text })[0]?.value, text);
    assert.equal(describeFacts({ [`facts ${text}`]: 1 })[0]?.value, "1");
    assert.equal(typeof describeFacts(JSON.parse(`{"${text}":1}`))[0]?.label, "string");
  }
});

test("a moment is shown in Japan time, and a known word in that of the screens", () => {
  assert.deepEqual(describeFacts({ notAfter: "2026-04-10T01:00:00.000Z", reason: "keyCompromise", again: true }), [
    { label: "有効期限", value: "2026/04/10 10:00:00" },
    { label: "理由", value: "紛失・盗難・漏洩のおそれ" },
    { label: "同じセッションでの再取得", value: "はい" },
  ]);
});
