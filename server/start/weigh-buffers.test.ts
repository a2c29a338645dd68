import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

/** A heap of the portal's size, by which 1 GiB of buffers streams. Prints how often the whole heap was collected. */
const program = `
  import { constants, PerformanceObserver } from "node:perf_hooks";
  import { weighBuffersWithHeap } from ${JSON.stringify(import.meta.resolve("./weigh-buffers.ts"))};
  if (process.argv[1] === "weighed") weighBuffersWithHeap();
  globalThis.heap = Array.from({ length: 500_000 }, (_, at) => ({ at, next: { at } }));
  let whole = 0;
  const count = (entries) => {
    whole += entries.filter(({ detail }) => detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR).length;
  };
  const observer = new PerformanceObserver((list) => count(list.getEntries()));
  observer.observe({ entryTypes: ["gc"] });
  for (let piece = 0; piece < 128; piece++) {
    for (let chunk = 0; chunk < 512; chunk++) Buffer.allocUnsafeSlow(16 * 1024);
    await new Promise(setImmediate);
  }
  await new Promise(setImmediate);
  count(observer.takeRecords());
  console.log(whole);
`;

async function collections(how: "weighed" | "plain"): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program, how]);
  return Number(stdout);
}

test("what streams by does not have the whole heap collected for every 64 MiB", async () => {
  const [plain, weighed] = await Promise.all([collections("plain"), collections("weighed")]);
  assert.ok(weighed <= plain / 2, `${weighed} collections of the whole heap, ${plain} without`);
});
