import { setTimeout as pause } from "node:timers/promises";
import { countPooledKeys } from "#lib/authority/key-pool.ts";
import type { Burst, BurstResult } from "./burst-clients.ts";
import { percentile, type Section } from "./figures.ts";
import { serverMemory } from "./inspector.ts";
import { startPortal } from "./portal.ts";
import { startClients } from "./renewal-generator.ts";
import { issueToSome } from "./renewal-lines.ts";
import { quick } from "./settings.ts";

const tenants = 20;
const clients = quick ? 100 : 600;
const keys = quick ? 50 : 300;
/** Twice what a portal on two cores serves. */
const burst: Burst = { perSecond: quick ? 150 : 200, seconds: quick ? 4 : 20 };
const mega = 1024 * 1024;

/**
 * More clients than the portal serves, all of a sudden, with its worker at work: who is told to come again, whether anybody who
 * got an address is left without the file, and how long the pool takes to be full again. The first visit of a certificate
 * renews it, the others are of terminals that share it.
 */
export async function measureBurst(say: (line: string) => void): Promise<Section[]> {
  say("Starting a portal of its own, with a worker");
  await using _portal = await startPortal({ PORTAL_DEMO: "0", PORTAL_KEY_POOL: String(keys) });
  say(`Issuing ${clients} certificates`);
  await using generator = await startClients<Burst, BurstResult>(await issueToSome(tenants, clients), "burst-clients.ts");
  say("Until the pool is full");
  await untilFull();
  say(`${burst.perSecond} a second for ${burst.seconds} seconds`);
  const { posts, files, busy, lost, broken } = await generator.play(burst);
  const left = await countPooledKeys();
  say("Until the pool is full again");
  const began = performance.now();
  await untilFull();
  const refill = (performance.now() - began) / 1000;
  const first = await serverMemory({ settled: true });
  say("The same once more, of certificates that are renewed by now");
  const again = await generator.play(burst);
  const second = await serverMemory({ settled: true });
  const all = posts.length + busy + lost;
  return [
    {
      title: `A burst of ${burst.perSecond} clients a second for ${burst.seconds} seconds, a connection each, ${keys} keys made ahead`,
      figures: [
        { name: "served at once", value: posts.length / all, unit: "of 1" },
        { name: "told to come again", value: busy / all, unit: "of 1" },
        { name: "connection ended without an answer", value: lost / all, unit: "of 1" },
        { name: "had an address, and no file", value: broken, unit: "clients", target: { atMost: 0 } },
        { name: "POST, 99 % within", value: percentile(posts, 99), unit: "ms" },
        { name: "file, 99 % within", value: percentile(files, 99), unit: "ms" },
        { name: "keys left, at its end", value: left, unit: "keys" },
        { name: "until the pool was full again", value: refill, unit: "s" },
        { name: "the same once more: had an address, and no file", value: again.broken, unit: "clients", target: { atMost: 0 } },
        {
          name: "heap in use after the first, growth by the second",
          value: (second.heapUsed - first.heapUsed) / mega,
          unit: "MB",
        },
        { name: "resident after the first", value: first.rss / mega, unit: "MB" },
        { name: "resident, growth by the second", value: (second.rss - first.rss) / mega, unit: "MB" },
      ],
    },
  ];
}

async function untilFull(): Promise<void> {
  while ((await countPooledKeys()) < keys) await pause(200);
}
