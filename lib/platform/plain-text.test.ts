import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { plainText } from "./plain-text.ts";

describe("what could disguise a line shows as U+FFFD:", () => {
  const disguises = {
    "line feed": "\n",
    "carriage return": "\r",
    tabulator: "\t",
    escape: "\u001B",
    NUL: "\0",
    delete: "\u007F",
    "next line (C1)": "\u0085",
    "line separator": "\u2028",
    "paragraph separator": "\u2029",
    "right-to-left override": "\u202E",
    "right-to-left isolate": "\u2067",
    "right-to-left mark": "\u200F",
    "zero-width space": "\u200B",
    "zero-width joiner": "\u200D",
    "byte order mark": "\uFEFF",
    "soft hyphen": "\u00AD",
    "tag letter": "\u{E0041}",
    "Hangul filler": "\u3164",
    "high surrogate alone": "\uD800",
    "low surrogate alone": "\uDC00",
  };
  for (const [name, character] of Object.entries(disguises)) {
    test(name, () => assert.equal(plainText(`a${character}b`, 10), "a\uFFFDb"));
  }
});

test("what people write stays as it is", () => {
  for (const text of ["", "日医 太郎", "辻\u{E0101}", "𠮷野家", 'O\'Neil <b> "x" \\n =1+1', "é e\u0301", "😀"]) {
    assert.equal(plainText(text, 100), text);
  }
});

test("a long text is cut, and never in the middle of a character", () => {
  assert.equal(plainText("a".repeat(500), 100), "a".repeat(100));
  assert.equal(plainText("あ𠮷", 2), "あ");
  assert.equal(plainText("あ𠮷", 3), "あ𠮷");
  assert.equal(plainText("x\uD83D", 2), "x\uFFFD", "the half that was sent so is told");
});
