import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { hashFile } from "./hash-file.ts";

for (const size of [1, 512 * 1024, 8 * 1024 * 1024, 8 * 1024 * 1024 + 1, 20_000_003]) {
  test(`a file of ${size} bytes has the hash that the server finds`, async () => {
    const bytes = randomBytes(size);
    assert.equal(await hashFile(new Blob([bytes])), createHash("sha256").update(bytes).digest("hex"));
  });
}

test("it stops when it is told to", async () => {
  const stop = new AbortController();
  const hashing = hashFile(new Blob([randomBytes(4_000_000)]), stop.signal);
  stop.abort();
  await assert.rejects(hashing, { name: "AbortError" });
});
