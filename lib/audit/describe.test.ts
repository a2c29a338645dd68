import assert from "node:assert/strict";
import { test } from "node:test";
import { describeActor, describeFacts } from "./describe.ts";

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

test("a program is named as it names itself, a browser by its name, and one without a name as unknown", () => {
  const who = (userAgent: string) => describeActor({ standing: "certificate", userAgent }).who;
  assert.equal(who("Java/1.8.0_402"), "証明書の利用者(Java/1.8.0_402)");
  const chrome =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
  assert.equal(who(chrome), "証明書の利用者(Chrome 141 / Windows)");
  assert.equal(who(""), "証明書の利用者");
  assert.deepEqual(describeFacts({ program: "" }), [{ label: "プログラム", value: "不明" }]);
  assert.deepEqual(describeFacts({ note: "" }), [{ label: "備考", value: "未設定" }]);
});
