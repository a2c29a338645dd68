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
 * 一括ダウンロード to a reader that stops half-way for ten seconds: a server that goes on making the archive would
 * hold it then. Flat means that the second half needs no more than the first.
 */
export async function measureZipMemory(visitor: Visitor, page: string, numbers: readonly number[]): Promise<Section> {
  const before = await serverMemory({ settled: true });
  const form = new URLSearchParams(numbers.map((number) => ["chosen", String(number)]));
  const answer = await visitor.open(page, form);
  const samples: Memory[] = [];
  const sampling = setInterval(async () => samples.push(await serverMemory()), 250);
  let bytes = 0;
  let half = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (half === 0 && bytes > numbers.length * estimatedBytes * 0.5) {
      await pause(10_000);
      half = samples.length;
    }
  }
  clearInterval(sampling);
  const after = await serverMemory({ settled: true });
  const highest = (part: readonly Memory[]) => Math.max(...part.map(({ rss }) => rss)) / mega;
  return {
    title: `Memory of the server during a zip of ${numbers.length} certificates, read slowly`,
    figures: [
      { name: "size of the zip", value: bytes / mega, unit: "MB" },
      { name: "resident, before", value: before.rss / mega, unit: "MB" },
      { name: "resident, highest until the reader goes on", value: highest(samples.slice(0, half)), unit: "MB" },
      { name: "resident, highest afterwards", value: highest(samples.slice(half)), unit: "MB" },
      {
        name: "resident, the second part above the first",
        value: highest(samples.slice(half)) - highest(samples.slice(0, half)),
        unit: "MB",
        target: { atMost: 16 },
      },
      {
        name: "heap in use afterwards, growth",
        value: (after.heapUsed - before.heapUsed) / mega,
        unit: "MB",
        target: { atMost: 2 },
      },
    ],
  };
}

/** Of one certificate in the zip. */
const estimatedBytes = 9_000;
