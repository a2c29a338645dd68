import assert from "node:assert/strict";
import { test } from "node:test";
import { BadArchive } from "./bad-archive.ts";
import { CopyText } from "./copy-text.ts";
import { countNewlines } from "./count-newlines.ts";

const end = "\\.\n\n\n";

test("rows are counted alike, wherever the text is cut", () => {
  const text = Buffer.from(`1\t患者\n2\t\\\\.\n3\t𠮷野家\\\\\\\\.\n\n${end}`);
  for (let first = 0; first <= text.length; first += 1)
    for (let second = first; second <= text.length; second += 1)
      assert.deepEqual(read([text.subarray(0, first), text.subarray(first, second), text.subarray(second)]), [
        4,
        text.length - 5,
      ]);
});

test("what is wrong is found, wherever the text is cut", () => {
  const cases: [Buffer, string][] = [
    [Buffer.from(`1\n\\.\n2\n${end}`), "ARCHIVE_DATA_DAMAGED"],
    [Buffer.from(`1\\\\\\.\n2\n${end}`), "ARCHIVE_DATA_DAMAGED"],
    [Buffer.from(`1\n\\.\n\n`), "ARCHIVE_DATA_DAMAGED"],
    [Buffer.from(`1\n\\\\.\n\n\n`), "ARCHIVE_DATA_DAMAGED"],
    [Buffer.from(`1\n${end}x`), "ARCHIVE_DATA_DAMAGED"],
    [Buffer.from(`1\n${end}${end}`), "ARCHIVE_DATA_DAMAGED"],
    [Buffer.from(`1\n2\0\n${end}`), "ARCHIVE_NUL"],
    [Buffer.concat([Buffer.from("あ\n"), Buffer.from("f09f98", "hex"), Buffer.from(`\n${end}`)]), "ARCHIVE_ENCODING_INVALID"],
    [Buffer.concat([Buffer.from("あ\n"), Buffer.from("eda080", "hex"), Buffer.from(`\n${end}`)]), "ARCHIVE_ENCODING_INVALID"],
    [Buffer.concat([Buffer.from("あ\n"), Buffer.from("80", "hex"), Buffer.from(`\n${end}`)]), "ARCHIVE_ENCODING_INVALID"],
    [Buffer.from(""), "ARCHIVE_DATA_DAMAGED"],
  ];
  for (const [text, reason] of cases)
    for (let first = 0; first <= text.length; first += 1)
      for (let second = first; second <= text.length; second += 1) {
        const pieces = [text.subarray(0, first), text.subarray(first, second), text.subarray(second)];
        assert.equal(read(pieces), reason, `${JSON.stringify(text.toString())} at ${first}, ${second}`);
      }
});

test("in Shift_JIS a character whose second byte is a backslash ends nothing", () => {
  const text = Buffer.concat([Buffer.from("1\t"), Buffer.of(0x83, 0x5c), Buffer.from(`.\n2\n${end}`)]);
  for (let cut = 0; cut <= text.length; cut += 1)
    assert.deepEqual(read([text.subarray(0, cut), text.subarray(cut)], "SJIS"), [2, text.length - 5]);
});

test("newlines are counted at any alignment and density", () => {
  const text = Buffer.from(Array.from({ length: 999 }, (_, at) => ((at * at) % 7 < 2 ? 0x0a : (at * 31) & 0xff)));
  for (let from = 0; from < 9; from += 1)
    for (let to = 0; to < 9; to += 1) {
      const part = text.subarray(from, text.length - to);
      assert.equal(countNewlines(part), part.filter((byte) => byte === 0x0a).length);
    }
});

function read(pieces: readonly Buffer[], encoding = "UTF8"): [number, number] | string {
  const text = new CopyText("public.t", encoding);
  try {
    for (const piece of pieces) text.add(piece);
    text.end();
    return [text.rows, text.bytes];
  } catch (error) {
    if (error instanceof BadArchive) return error.reason;
    throw error;
  }
}
