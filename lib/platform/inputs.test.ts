import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lineInput, versionInput } from "./form-inputs.ts";
import { dayInput, pageInput, plainTermInput, termInput } from "./list-inputs.ts";

describe("a line of a form", () => {
  const line = lineInput("件名", 5);
  const said = (text: string) => line.safeParse(text).error?.issues.map(({ message }) => message);

  test("is trimmed and in one width, and keeps variants of letters and what fonts of a house hold", () => {
    assert.equal(line.parse(" ＡＢＣ "), "ABC");
    for (const text of ["", "葛\u{E0100}城", "外\uE000字", "a\u3042"]) assert.equal(line.parse(text), text);
  });

  test("says what is wrong with it", () => {
    assert.deepEqual(said("六文字ですよ"), ["件名は5文字以内で入力してください。"]);
    for (const hidden of ["\n", "\0", "\u200b", "\u202e", "\u2028", "\u3164", "\ud800"]) {
      const words = ["件名に使えない文字が含まれています。入力し直してください。"];
      assert.deepEqual(said(`a${hidden}b`), words, JSON.stringify(hidden));
    }
  });
});

test("a version is one that a row can have", () => {
  assert.equal(versionInput.parse("7"), 7);
  for (const text of ["-1", "1.5", "x", "2147483648"]) assert.equal(versionInput.safeParse(text).success, false, text);
});

test("a list's address that means nothing is a list's address without it", () => {
  for (const given of [undefined, "0", "-1", "1.5", "x", "1000001", ["1", "2"]]) assert.equal(pageInput.parse(given), 1);
  assert.equal(dayInput.parse("2024-02-29"), "2024-02-29");
  for (const given of ["2024-13-01", "1899-12-31", "20240229", ["2024-02-29"]]) assert.equal(dayInput.parse(given), undefined);
  for (const given of [undefined, "a\0b", "a\ud800", "abcdef", ["a"]]) assert.equal(termInput(5).parse(given), "");
  assert.equal(termInput(5).parse(" ＡＢ "), "AB");
});

test("what cannot be recorded is looked for as it would be recorded", () => {
  assert.equal(plainTermInput(5).parse("a\0b"), "a\ufffdb");
  assert.equal(plainTermInput(5).parse("abcdefg"), "abcde");
});
