import assert from "node:assert/strict";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { describe, test } from "node:test";
import { streamZip } from "./zip.ts";

/** Entries of 64 KiB that do not shrink, and what became of making them. */
function entriesOf(count: number, failAt = Number.POSITIVE_INFINITY) {
  const seen = { made: 0, ended: Promise.withResolvers<void>() };
  async function* make() {
    try {
      for (; seen.made < count; seen.made++) {
        if (seen.made === failAt) throw new Error("the key does not open");
        yield { name: `${seen.made}.bin`, bytes: crypto.getRandomValues(Buffer.alloc(65_536)) };
      }
    } finally {
      seen.ended.resolve();
    }
  }
  return { entries: make(), seen };
}

describe("a zip", () => {
  test("of many entries piles up no listeners", async () => {
    const warnings: string[] = [];
    const hear = (warning: Error) => warnings.push(warning.name);
    process.on("warning", hear);
    const { entries } = entriesOf(40);
    assert.equal((await buffer(streamZip(entries))).indexOf("39.bin") > 0, true);
    process.off("warning", hear);
    assert.deepEqual(warnings, []);
  });

  test("that nobody reads any more is not made any further", async () => {
    const { entries, seen } = entriesOf(1000);
    const zip = streamZip(entries);
    await once(zip, "data");
    zip.destroy();
    await seen.ended.promise;
    assert.ok(seen.made < 10, `${seen.made} were made`);
  });

  test("waits for a reader who is slow", async () => {
    const { entries, seen } = entriesOf(1000);
    const zip = streamZip(entries);
    await once(zip, "readable");
    for (let turn = 0; turn < 200; turn++) await new Promise(setImmediate);
    assert.ok(seen.made < 10, `${seen.made} were made`);
    zip.destroy();
    await seen.ended.promise;
  });

  test("whose entry cannot be made breaks: a part never looks whole", async () => {
    const { entries } = entriesOf(10, 5);
    await assert.rejects(buffer(streamZip(entries)), /the key does not open/);
  });
});
