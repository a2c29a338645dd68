import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askedRange } from "./ranges.ts";

const etag = `"${"a".repeat(64)}"`;

describe("a range of a file of 1000 bytes:", () => {
  const satisfied: readonly (readonly [string, number, number])[] = [
    ["bytes=0-0", 0, 1],
    ["bytes=0-499", 0, 500],
    ["bytes=500-", 500, 1000],
    ["bytes=999-", 999, 1000],
    ["bytes=-1", 999, 1000],
    ["bytes=-1000", 0, 1000],
    ["bytes=-5000", 0, 1000],
    ["bytes=900-5000", 900, 1000],
    ["Bytes=1-2", 1, 3],
    ["bytes= 1-2", 1, 3],
  ];
  for (const [range, start, end] of satisfied) test(range, () => assert.deepEqual(ask(range), { start, end }));

  for (const range of ["bytes=1000-", "bytes=1000-2000", "bytes=-0", "bytes=999999999999999-"]) {
    test(`${range} is beyond it`, () => assert.equal(ask(range), "unsatisfiable"));
  }

  for (const range of [
    "bytes=",
    "bytes=-",
    "bytes=2-1",
    "bytes=a-b",
    "items=0-1",
    "bytes=0-1,5-6",
    "bytes 0-1",
    "bytes=0x1-2",
    "bytes=1.5-2",
  ]) {
    test(`${range} is none: the whole`, () => assert.equal(ask(range), undefined));
  }

  test("nothing asked, or not by GET: the whole", () => {
    assert.equal(askedRange({ method: "GET", headers: {} }, 1000, etag), undefined);
    assert.equal(askedRange({ method: "HEAD", headers: { range: "bytes=0-1" } }, 1000, etag), undefined);
  });

  test("If-Range: this very file, or the whole", () => {
    assert.deepEqual(ask("bytes=0-1", etag), { start: 0, end: 2 });
    for (const other of [`W/${etag}`, '"other"', "Fri, 10 Apr 2026 01:00:00 GMT", ""])
      assert.equal(ask("bytes=0-1", other), undefined, other);
  });
});

function ask(range: string, condition?: string) {
  return askedRange({ method: "GET", headers: { range, ...(condition !== undefined && { "if-range": condition }) } }, 1000, etag);
}
