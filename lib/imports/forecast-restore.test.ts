import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ArchiveEntry, ArchiveSummary } from "../archives/model.ts";
import { RestoreForecast } from "./forecast-restore.ts";
import { hear, see } from "./read-signs.ts";
import { type WeighedItem, weigh } from "./weigh-items.ts";

const summary = archive();

describe("the weights of a restore", () => {
  const items = weigh(summary);
  const secondsOf = (dumpId: number) => items.find((item) => item.dumpId === dumpId)?.seconds ?? 0;

  test("data weighs by its bytes and rows, an index, a key and a foreign key by the rows of their table", () => {
    assert.ok(secondsOf(11) > 10 * secondsOf(12));
    assert.ok(secondsOf(21) > 10 * secondsOf(22));
    assert.ok(secondsOf(21) < secondsOf(11), "an index of a table costs less than its data");
    assert.ok(secondsOf(31) > 10 * secondsOf(32));
    assert.ok(secondsOf(1) > 0 && secondsOf(1) < 0.1);
  });

  test("each entry is weighed once", () => {
    assert.deepEqual(
      items.map(({ dumpId }) => dumpId),
      summary.entries.map(({ dumpId }) => dumpId),
    );
  });
});

describe("the forecast of a restore", () => {
  for (const [name, pace] of [
    ["as fast as was weighed", { data: 1, rest: 1 }],
    ["ten times slower", { data: 10, rest: 10 }],
    ["three times faster", { data: 0.33, rest: 0.33 }],
    ["with slow indexes", { data: 1, rest: 1.5 }],
    ["with a slow network", { data: 1.5, rest: 1 }],
  ] as const) {
    test(`follows time within 15 % on a machine ${name}, and never falls`, () => {
      const { samples, total } = simulate(weigh(summary), pace);
      let before = 0;
      for (const { at, done } of samples) {
        assert.ok(done >= before && done <= 1);
        assert.ok(Math.abs(done - at / total) <= 0.15, `${done} after ${at} of ${total} seconds`);
        before = done;
      }
      assert.equal(samples.at(-1)?.done, 1);
    });
  }

  test("names the table that is worked on, the rate of the archive's bytes, and the time that is left", () => {
    const forecast = new RestoreForecast(weigh(summary));
    hear(forecast, "pg_restore: processing item 1 TABLE large", 0);
    hear(forecast, "pg_restore: entering main parallel loop", 0.1);
    hear(forecast, "pg_restore: launching item 11 TABLE DATA large", 0.1);
    hear(forecast, "pg_restore: launching item 12 TABLE DATA small", 0.1);
    assert.equal(forecast.at(1).bytesPerSecond, null, "one look is no rate");
    see(forecast, { databaseBytes: 0, pids: [], copies: [{ table: "public.large", bytes: 100_000_000 }], builds: [] }, summary);
    const { item, bytesPerSecond, secondsLeft } = forecast.at(2);
    assert.equal(item, "public.large");
    assert.equal(Math.round(bytesPerSecond ?? 0), 25_000_000);
    assert.ok(secondsLeft > 5 && secondsLeft < 60);
  });

  test("does not fall when the machine becomes slow, and does not end before the end", () => {
    const forecast = new RestoreForecast(weigh(summary));
    forecast.endSerial(0.1);
    forecast.begin(11, 0.1);
    forecast.see(11, 0.5);
    const { done } = forecast.at(2);
    assert.equal(forecast.at(60).done, Math.max(done, forecast.at(60).done));
    for (const { dumpId } of summary.entries) forecast.end(dumpId, 61);
    assert.ok(forecast.at(61).done < 1);
    assert.deepEqual(forecast.finish(), { done: 1, secondsLeft: 0, bytesPerSecond: null, item: null });
  });

  test("what an archive says of tables and items that are not there changes nothing", () => {
    const forecast = new RestoreForecast(weigh(summary));
    for (const line of [
      "pg_restore: launching item 999999 TABLE DATA x",
      "pg_restore: finished item 5",
      "",
      "launching item 11 ",
    ])
      hear(forecast, line, 1);
    const strange = [{ table: "public.unknown", bytes: 1e15 }];
    see(forecast, { databaseBytes: 0, pids: [], copies: strange, builds: [{ table: "x", fraction: 7 }] }, summary);
    assert.ok(forecast.at(1).done < 0.2);
  });

  test("an archive of nothing is no division by nothing", () => {
    const forecast = new RestoreForecast([]);
    assert.equal(forecast.at(0).done, 0);
    assert.equal(forecast.at(1).done, 0.999);
  });
});

/** Two workers, as pg_restore has: each takes the heaviest item whose table is free for it. Looked at each second. */
function simulate(items: readonly WeighedItem[], pace: { data: number; rest: number }) {
  const forecast = new RestoreForecast(items);
  const samples: { at: number; done: number }[] = [];
  const costOf = (item: WeighedItem) => item.seconds * (item.kind === "data" ? pace.data : pace.rest);
  const waiting = items.filter(({ kind }) => kind !== "serial").toSorted((a, b) => rank(a) - rank(b) || b.seconds - a.seconds);
  const running: { item: WeighedItem; since: number; until: number }[] = [];
  forecast.endSerial(0);
  const step = 0.05;
  let at = 0;
  for (let tick = 1; waiting.length + running.length > 0; tick += 1, at = tick * step) {
    for (const each of running.filter(({ until }) => until <= at)) {
      forecast.end(each.item.dumpId, at);
      running.splice(running.indexOf(each), 1);
    }
    while (running.length < 2) {
      const next = waiting.findIndex((item) => isFree(item, waiting, running));
      const [item] = next < 0 ? [] : waiting.splice(next, 1);
      if (!item) break;
      running.push({ item, since: at, until: at + costOf(item) });
      forecast.begin(item.dumpId, at);
    }
    if (tick % 20 !== 0) continue;
    for (const { item, since, until } of running)
      if (item.kind !== "constraint") forecast.see(item.dumpId, (at - since) / (until - since));
    samples.push({ at, done: forecast.at(at).done });
  }
  samples.push({ at, done: forecast.finish().done });
  return { samples, total: at };
}

function rank({ kind }: WeighedItem): number {
  return kind === "data" ? 0 : kind === "index" ? 1 : 2;
}

function isFree(item: WeighedItem, waiting: readonly WeighedItem[], running: readonly { item: WeighedItem }[]): boolean {
  const ofTable = running.filter((each) => each.item.table === item.table);
  if (item.kind !== "data" && waiting.some((each) => each.kind === "data" && each.table === item.table)) return false;
  return ofTable.length === 0 || (item.kind === "index" && ofTable.every((each) => each.item.kind === "index"));
}

/** Forty tables, of which one has half of the data: large (1), and 2 to 40. */
function archive(): ArchiveSummary {
  const numbers = Array.from({ length: 40 }, (_, index) => index + 1);
  const megabytes = (number: number) => (number === 1 ? 1_000 : 1_000 / 39);
  const nameOf = (number: number) => (number === 1 ? "large" : number === 2 ? "small" : `table${number}`);
  const entry = (dumpId: number, desc: string, section: ArchiveEntry["section"], number: number): ArchiveEntry => {
    const table = `public.${nameOf(number)}`;
    return { dumpId, desc, section, tag: nameOf(number), schema: "public", owner: "orca", dependencies: [], table };
  };
  const id = (kind: number, number: number) => (number <= 2 ? kind * 10 + number : kind * 1_000 + number);
  return {
    archiveVersion: "1.14",
    serverVersion: "15.4",
    serverMajor: 15,
    dumpVersion: "15.4",
    compression: "gzip",
    databaseName: "orca",
    madeAt: new Date(0),
    encoding: "UTF8",
    databaseEncoding: "UTF8",
    tocEntries: 200,
    tables: numbers.map((number) => ({
      schema: "public",
      name: nameOf(number),
      rows: megabytes(number) * 8_000,
      bytes: megabytes(number) * 1_000_000,
      compressedBytes: megabytes(number) * 250_000,
      dumpId: id(1, number),
    })),
    largeObjects: { count: 0, bytes: 0 },
    entries: [
      ...numbers.map((number) => entry(number === 1 ? 1 : 100_000 + number, "TABLE", "pre-data", number)),
      ...numbers.map((number) => entry(id(1, number), "TABLE DATA", "data", number)),
      ...numbers.flatMap((number) => [entry(id(2, number), "INDEX", "post-data", number)]),
      ...numbers.flatMap((number) => [entry(id(4, number), "INDEX", "post-data", number)]),
      ...numbers.map((number) => entry(id(5, number), "CONSTRAINT", "post-data", number)),
      ...numbers.map((number) => entry(id(3, number), "FK CONSTRAINT", "post-data", number)),
    ],
    bytes: 500_000_000,
    dataBytes: 2_000_000_000,
    restoreList: "",
  };
}
