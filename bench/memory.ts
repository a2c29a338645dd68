import { setTimeout as pause } from "node:timers/promises";
import type { Section } from "./figures.ts";
import { type Memory, serverMemory } from "./inspector.ts";
import { load } from "./load.ts";
import { sizes } from "./settings.ts";
import type { Visitor } from "./visitor.ts";

const mega = 1024 * 1024;

/** What the server keeps of pages that are long answered: read after garbage collection, with caches filled before. */
export async function measurePageMemory(visitor: Visitor, page: string): Promise<Section> {
  await load(visitor, page, 200, { amount: sizes.warmUpPages });
  const before = await serverMemory({ settled: true });
  await load(visitor, page, 200, { amount: sizes.pages });
  const after = await serverMemory({ settled: true });
  return {
    title: `Memory of the server after ${sizes.warmUpPages} pages and ${sizes.pages} more`,
    figures: [
      { name: "heap in use, first", value: before.heapUsed / mega, unit: "MB" },
      { name: "heap in use, growth", value: (after.heapUsed - before.heapUsed) / mega, unit: "MB", target: { atMost: 2 } },
      { name: "resident, first", value: before.rss / mega, unit: "MB" },
      { name: "resident, growth", value: (after.rss - before.rss) / mega, unit: "MB", target: { atMost: 16 } },
    ],
  };
}

/**
 * 一括ダウンロード to a slow reader: a server that made the archive faster than it is read would have to hold it. Each
 * sample is taken after garbage collection: what is held counts, not when Node tidies up. Flat means that the second
 * half holds no more than the first.
 */
export async function measureZipMemory(visitor: Visitor, page: string, numbers: readonly number[]): Promise<Section> {
  // The first one loads the code and starts the threads that make the files.
  await readSlowly(visitor, page, numbers.slice(0, 20), () => {});
  const before = await serverMemory({ settled: true });
  const samples: Memory[] = [];
  const bytes = await readSlowly(visitor, page, numbers, async () => samples.push(await serverMemory({ settled: true })));
  const after = await serverMemory({ settled: true });
  const middle = Math.floor(samples.length / 2);
  const [first, second] = [highest(samples.slice(0, middle)), highest(samples.slice(middle))];
  return {
    title: `Memory of the server during a zip of ${numbers.length} certificates, read at ${readKilobytes} KB a second`,
    figures: [
      { name: "size of the zip", value: bytes / mega, unit: "MB" },
      { name: "held before (heap and buffers)", value: held(before), unit: "MB" },
      { name: "held, highest in the first half", value: first.held, unit: "MB" },
      { name: "held, the second half above the first", value: second.held - first.held, unit: "MB", target: { atMost: 2 } },
      { name: "held afterwards, growth", value: held(after) - held(before), unit: "MB", target: { atMost: 2 } },
      { name: "resident before", value: before.rss / mega, unit: "MB" },
      { name: "resident, highest in the first half", value: first.rss, unit: "MB" },
      { name: "resident, the second half above the first", value: second.rss - first.rss, unit: "MB", target: { atMost: 16 } },
    ],
  };
}

function highest(samples: readonly Memory[]) {
  return { held: Math.max(...samples.map(held)), rss: Math.max(...samples.map(({ rss }) => rss)) / mega };
}

function held({ heapUsed, external }: Memory): number {
  return (heapUsed + external) / mega;
}

const readKilobytes = 200;

/** @returns the bytes of the zip */
async function readSlowly(visitor: Visitor, page: string, numbers: readonly number[], sample: () => unknown): Promise<number> {
  const answer = await visitor.open(page, new URLSearchParams(numbers.map((number) => ["chosen", String(number)])));
  const sampling = setInterval(sample, 1_000);
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    await pause(chunk.length / readKilobytes);
  }
  clearInterval(sampling);
  return bytes;
}
