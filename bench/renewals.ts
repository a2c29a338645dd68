import { writeFileSync } from "node:fs";
import { type Figure, median, percentile, type Section } from "./figures.ts";
import { serverCpu, serverMemory, serverProfile } from "./inspector.ts";
import { startPortal } from "./portal.ts";
import type { Round, RoundResult } from "./renewal-clients.ts";
import { type Generator, startClients } from "./renewal-generator.ts";
import { fillPool, issueToMany, issueToOne } from "./renewal-lines.ts";
import { type Morning, openMorning } from "./renewal-morning.ts";
import { profileFile, quick, sizes } from "./settings.ts";

/** Of many tenants, and as many of one: the connections that both keep are within what one address may have. */
const clients = quick ? 40 : 100;
const turns = quick ? 2 : 8;
const halfSpeedRounds = quick ? 1 : 6;
const memoryRounds = quick ? 2 : 30;
const fullSpeed = { lanes: sizes.connections };
const mega = 1024 * 1024;

/**
 * The morning on which everybody renews: `POST /api/cert` and the `GET` of the new file over TLS, by clients that each hold
 * a certificate of their own. A round is each client once; between two rounds the rows are put back, so that each is the
 * first renewal of everybody. Ways that are compared take their rounds in turns.
 */
export async function measureRenewals(say: (line: string) => void): Promise<Section[]> {
  say("Starting a portal of its own");
  // Without a worker: what fills the pool when it pleases would be counted, and no round would be like the other.
  await using _portal = await startPortal({ PORTAL_DEMO: "0", PORTAL_WORKER: "0", PORTAL_KEY_POOL: String(clients) });
  say(`Issuing certificates to ${clients} tenants, and as many to one`);
  await using many = await startClients(await issueToMany(clients));
  await using one = await startClients(await issueToOne(clients));
  await using morning = await openMorning();
  say(`Making ${clients} keys ahead`);
  await fillPool(clients);
  await morning.keepPool();
  const ways = waysOf(many, one, morning);
  for (let turn = 0; turn <= turns; turn++) {
    say(turn === 0 ? "Warming up" : `Full speed, turn ${turn} of ${turns}`);
    for (const way of ways) await measure(way, turn > 0);
  }
  for (const way of ways.filter(({ half }) => half)) {
    say(`Half the speed: ${way.name}`);
    const perSecond = rateOf(way) / 2;
    for (let round = 0; round < halfSpeedRounds; round++) {
      await way.prepare();
      way.atHalf.push(...(await way.by.play({ ...way.round, pace: { perSecond } })).times);
    }
  }
  const memory = await measureMemory(many, morning, say);
  if (profileFile) {
    await morning.again("full");
    const profile = await serverProfile(() => many.play({ way: "kept", part: "both", pace: fullSpeed }));
    writeFileSync(profileFile, JSON.stringify(profile));
  }
  return [...sectionsOf(ways), memory];
}

interface Way {
  readonly name: string;
  readonly by: Generator;
  readonly round: Omit<Round, "pace">;
  /** The rows as the round needs them. */
  prepare(): Promise<void>;
  /** Whether it is measured at half its speed too. */
  readonly half: boolean;
  readonly atFull: (RoundResult & { readonly cpu: number })[];
  readonly atHalf: number[];
}

type Ways = ReturnType<typeof waysOf>;

/** In the order of a turn: the last two ask for the files that the one before them made. */
function waysOf(many: Generator, one: Generator, morning: Morning) {
  const way = (name: string, by: Generator, round: Way["round"], prepare: () => Promise<void>, half = false): Way => ({
    name,
    by,
    round,
    prepare,
    half,
    atFull: [],
    atHalf: [],
  });
  const [full, empty] = [() => morning.again("full"), () => morning.again("empty")];
  const kept = { way: "kept", part: "both" } as const;
  const files = { way: "kept", part: "get" } as const;
  return [
    way("handshakes without a request", many, { way: "handshake", part: "both" }, async () => {}),
    way("pairs, no key made ahead, connections kept", many, kept, empty, true),
    way("pairs, no key made ahead, a connection a pair", many, { way: "pair", part: "both" }, empty),
    way("pairs, keys made ahead, a connection a request", many, { way: "request", part: "both" }, full, true),
    way("pairs, keys made ahead, a connection a pair", many, { way: "pair", part: "both" }, full, true),
    way("pairs of one tenant, keys made ahead, connections kept", one, kept, full, true),
    way("pairs, keys made ahead, connections kept", many, kept, full, true),
    way("pairs asked for again, connections kept", many, kept, async () => {}),
    way("files, derived in worker threads", many, files, () => morning.derivations("away")),
    way("files, derived ahead", many, files, () => morning.derivations("there")),
  ] as const;
}

async function measure(way: Way, counts: boolean): Promise<void> {
  await way.prepare();
  const before = await serverCpu();
  const result = await way.by.play({ ...way.round, pace: fullSpeed });
  const cpu = ((await serverCpu()) - before) / result.times.length;
  if (counts) way.atFull.push({ ...result, cpu });
}

function rateOf({ atFull }: Way): number {
  return median(atFull.map(({ times, seconds }) => times.length / seconds));
}

function sectionsOf(ways: Ways): Section[] {
  const [handshakes, , , requests, pairs, , kept, , threads, ahead] = ways;
  const bare = rateOf(handshakes);
  const expected = (count: number) => 1 / (1 / rateOf(kept) + count / bare);
  const compared: Figure[] = [
    {
      name: "a connection a pair, against its handshake and a kept pair",
      value: rateOf(pairs) / expected(1),
      unit: "of 1",
      target: { atLeast: 0.9 },
    },
    {
      name: "a connection a request, against two and a kept pair",
      value: rateOf(requests) / expected(2),
      unit: "of 1",
      target: { atLeast: 0.9 },
    },
    { name: "files derived ahead, against worker threads", value: rateOf(ahead) / rateOf(threads), unit: "times" },
  ];
  return [
    ...ways.map((way) => ({
      title: way.name,
      figures: figuresOf(way, way === kept),
    })),
    { title: `Compared, medians of ${turns} turns`, figures: compared },
  ];
}

function figuresOf(way: Way, promised: boolean): Figure[] {
  const times = way.atFull.flatMap((round) => round.times);
  const cpu = median(way.atFull.map((round) => round.cpu));
  const atFull: Figure[] = [
    { name: "a second, at full speed", value: rateOf(way), unit: "1/s", ...(promised && { target: { atLeast: 100 } }) },
    { name: "median", value: median(times), unit: "ms" },
    { name: "99 % within", value: percentile(times, 99), unit: "ms" },
    { name: "CPU of the server", value: cpu, unit: "ms" },
  ];
  if (!way.half) return atFull;
  return [
    ...atFull,
    { name: "median at half the speed", value: median(way.atHalf), unit: "ms" },
    {
      name: "99 % within, at half the speed",
      value: percentile(way.atHalf, 99),
      unit: "ms",
      ...(promised && { target: { atMost: 100 } }),
    },
  ];
}

/** Read after garbage collection, when everything has been done often: what grows then is kept for ever. */
async function measureMemory(many: Generator, morning: Morning, say: (line: string) => void): Promise<Section> {
  say("Memory");
  const play = async (rounds: number) => {
    for (let round = 0; round < rounds; round++) {
      await morning.again("full");
      await many.play({ way: "pair", part: "both", pace: fullSpeed });
    }
    return serverMemory({ settled: true });
  };
  const before = await play(1);
  const after = await play(memoryRounds);
  return {
    title: `Memory of the server after ${memoryRounds * clients} more pairs`,
    figures: [
      { name: "heap in use, first", value: before.heapUsed / mega, unit: "MB" },
      { name: "heap in use, growth", value: (after.heapUsed - before.heapUsed) / mega, unit: "MB", target: { atMost: 2 } },
      { name: "resident, first", value: before.rss / mega, unit: "MB" },
      { name: "resident, growth", value: (after.rss - before.rss) / mega, unit: "MB", target: { atMost: 16 } },
    ],
  };
}
