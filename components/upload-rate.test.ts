import assert from "node:assert/strict";
import { test } from "node:test";
import { UploadRate } from "./upload-rate.ts";

test("the rate is that of the last ten seconds, and not told before a second", () => {
  const rate = new UploadRate();
  rate.note(0, 0);
  rate.note(500, 1000);
  assert.equal(rate.bytesPerSecond, null);
  rate.note(1000, 2000);
  assert.equal(rate.bytesPerSecond, 2000);
  for (let second = 2; second <= 30; second++) rate.note(second * 1000, 2000 + (second - 1) * 100);
  assert.equal(rate.bytesPerSecond, 100);
});

test("going back to the last piece after a cut makes it no negative one", () => {
  const rate = new UploadRate();
  rate.note(0, 0);
  rate.note(2000, 9000);
  rate.note(3000, 8000);
  assert.equal(rate.bytesPerSecond, null);
});
