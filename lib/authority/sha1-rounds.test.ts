import assert from "node:assert/strict";
import { hash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { repeatSha1 } from "./sha1-rounds.ts";

test("any number of rounds is what node:crypto computes", () => {
  const starts = [Buffer.alloc(20), Buffer.alloc(20, 0xff), ...Array.from({ length: 50 }, () => randomBytes(20))];
  for (const times of [0, 1, 2, 79, 500]) {
    for (const start of starts) {
      let expected: Buffer = start;
      for (let done = 0; done < times; done++) expected = hash("sha1", expected, "buffer");
      assert.deepEqual(repeatSha1(start, times), expected);
    }
  }
});

test("what was given is not changed, and a round leaves nothing for the next question", () => {
  const start = randomBytes(20);
  const kept = Buffer.from(start);
  const answer = repeatSha1(start, 3);
  repeatSha1(randomBytes(20), 5);
  assert.deepEqual([start, repeatSha1(start, 3)], [kept, answer]);
});
