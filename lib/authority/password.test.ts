import assert from "node:assert/strict";
import { test } from "node:test";
import { makePassword, openPassword } from "./password.ts";
import { passwordBinding } from "./test-kit.ts";

test("passwords have no look-alikes and no white space, at least 128 bits, and never come twice", () => {
  const passwords = Array.from({ length: 1000 }, () => openPassword(makePassword(passwordBinding), passwordBinding));
  for (const password of passwords) assert.match(password, /^[A-HJ-NP-Za-km-np-z2-9]{24}$/);
  assert.ok(24 * Math.log2(new Set(passwords.join("")).size) >= 128);
  assert.equal(new Set(passwords).size, passwords.length);
});

test("a password opens for its own row only", () => {
  const envelope = makePassword(passwordBinding);
  for (const other of [{ row: "certificate-2" }, { tenant: "another" }]) {
    assert.throws(() => openPassword(envelope, { ...passwordBinding, ...other }), { name: "EnvelopeError" });
  }
});
