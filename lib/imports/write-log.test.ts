import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openImportLog } from "./write-log.ts";

const now = () => new Date("2026-11-21T10:00:05Z");

describe("an import's log", () => {
  test("has Japan's time, goes on after an earlier attempt's, and makes one line of each", () => {
    const first = openImportLog("", now);
    first.note("開始します。");
    first.line("pg_restore: finished");
    const second = openImportLog(first.text(), now);
    second.note("2回目");
    assert.equal(second.text(), "2026/11/21 19:00:05 開始します。\n  pg_restore: finished\n2026/11/21 19:00:05 2回目\n");
  });

  test("shows what an archive says as text: no line, no colour and no direction of its own", () => {
    const log = openImportLog("", now);
    log.line('a\nCOMMIT; \u001b[2J\u202e<script>"');
    assert.equal(log.text(), '  a\uFFFDCOMMIT; \uFFFD[2J\uFFFD<script>"\n');
  });

  test("keeps its beginning and its end, and says how much is missing between", () => {
    const log = openImportLog("", now);
    for (let line = 0; line < 40_000; line++) log.line(`${line}: ${"x".repeat(100)}`);
    log.note("完了");
    const text = log.text();
    assert.ok(text.length < 600_000);
    assert.match(text, /^ {2}0: x/);
    assert.match(text, /\n {2}… \d+行を省略しました …\n/);
    assert.match(text, / {2}39999: x+\n2026\/11\/21 19:00:05 完了\n$/);
    // However often it is opened again it does not grow.
    assert.ok(openImportLog(openImportLog(text).text()).text().length <= text.length + 100);
  });
});
