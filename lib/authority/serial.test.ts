import assert from "node:assert/strict";
import { test } from "node:test";
import { isSerial, makeSerial } from "./serial.ts";

test("serial numbers are 16 positive bytes, in one form, and never twice", () => {
  const serials = Array.from({ length: 5000 }, makeSerial);
  for (const serial of serials) {
    assert.match(serial, /^[0-7][0-9a-f]{31}$/);
    assert.notEqual(serial.slice(0, 2), "00");
    assert.ok(isSerial(serial));
  }
  assert.equal(new Set(serials).size, serials.length);
});

for (const wrong of ["", "00".repeat(16), "80".repeat(16), "7F".repeat(16), "7f".repeat(15), `${"7f".repeat(16)}\n`]) {
  test(`${JSON.stringify(wrong)} is no serial number`, () => assert.equal(isSerial(wrong), false));
}
