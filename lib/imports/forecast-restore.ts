import type { WeighedItem } from "./weigh-items.ts";

export interface Forecast {
  /** 0 to 1; never falls, and reaches 1 by `finish` alone. */
  readonly done: number;
  readonly secondsLeft: number;
  /** Of the archive, over the last seconds; null while no data is read. */
  readonly bytesPerSecond: number | null;
  readonly item: string | null;
}

const workers = 2;
/** So many predicted seconds count as seen before anything was: the first moments would tell too much. */
const prior = 1;
/** An item that tells nothing of itself is not taken for finished because its time is over. */
const mostUnseen = 0.9;
const rateSeconds = 8;

interface Running {
  readonly since: number;
  /** 0 to 1, as the server tells; undefined where it does not. */
  fraction: number | undefined;
}

/**
 * How far a restore is, as time passed of the time that it should take. What is left is reckoned from the weights, and
 * from how fast the machine has been so far at each kind. Two workers share the work, but one table's own steps wait for
 * each other: whichever lasts longer is what is left. All times in seconds from the beginning.
 */
export class RestoreForecast {
  readonly #items: ReadonlyMap<number, WeighedItem>;
  readonly #unfinished: Map<number, WeighedItem>;
  readonly #running = new Map<number, Running>();
  readonly #pace = { data: new Pace(), rest: new Pace() };
  #readBytes = 0;
  #samples: { at: number; bytes: number }[] = [];
  #done = 0;

  constructor(items: readonly WeighedItem[]) {
    this.#items = new Map(items.map((item) => [item.dumpId, item]));
    this.#unfinished = new Map(this.#items);
  }

  begin(dumpId: number, at: number): void {
    if (this.#unfinished.has(dumpId)) this.#running.set(dumpId, { since: at, fraction: undefined });
  }

  end(dumpId: number, at: number): void {
    const item = this.#unfinished.get(dumpId);
    if (!item) return;
    const running = this.#running.get(dumpId);
    if (running) this.#paceOf(item).learn(at - running.since, item.seconds);
    this.#readBytes += item.compressedBytes;
    this.#unfinished.delete(dumpId);
    this.#running.delete(dumpId);
  }

  /** What pg_restore makes alone it does not call finished: the next one tells. */
  nextSerial(dumpId: number, at: number): void {
    if (this.#items.get(dumpId)?.kind !== "serial") return;
    for (const before of this.#running.keys()) this.end(before, at);
    this.begin(dumpId, at);
  }

  endSerial(at: number): void {
    for (const { dumpId, kind } of this.#unfinished.values()) if (kind === "serial") this.end(dumpId, at);
  }

  /** What the server tells of the items that are being made, the newest last. */
  see(dumpId: number, fraction: number): void {
    const running = this.#running.get(dumpId);
    if (running) running.fraction = Math.min(1, Math.max(running.fraction ?? 0, fraction));
  }

  /** Those that are being made, of a table and a kind. */
  runningOf(table: string, kinds: readonly WeighedItem["kind"][]): number[] {
    return [...this.#running.keys()].filter((dumpId) => {
      const item = this.#items.get(dumpId);
      return item !== undefined && item.table === table && kinds.includes(item.kind);
    });
  }

  at(now: number): Forecast {
    const secondsLeft = this.#secondsLeft(now);
    const done = now > 0 ? now / (now + secondsLeft) : 0;
    // Whatever is left takes a moment: 1 is for the end.
    this.#done = Math.max(this.#done, Math.min(done, 0.999));
    return { done: this.#done, secondsLeft, bytesPerSecond: this.#rate(now), item: this.#label() };
  }

  finish(): Forecast {
    this.#done = 1;
    return { done: 1, secondsLeft: 0, bytesPerSecond: null, item: null };
  }

  #secondsLeft(now: number): number {
    let serial = 0;
    let together = 0;
    const tables = new Map<string, number>();
    const pace = { data: this.#dataPace(now), rest: 0 };
    pace.rest = this.#restPace(now, pace.data);
    for (const item of this.#unfinished.values()) {
      const predicted = item.seconds * (item.kind === "data" ? pace.data : pace.rest);
      const left = predicted * (1 - this.#fraction(item, predicted, now));
      if (item.kind === "serial") serial += left;
      else together += left;
      // Two indexes of a table are made at once, anything else of it is not.
      if (item.table) tables.set(item.table, (tables.get(item.table) ?? 0) + (item.kind === "index" ? left / workers : left));
    }
    return serial + Math.max(together / workers, ...largest(tables.values()));
  }

  #fraction({ dumpId }: WeighedItem, predicted: number, now: number): number {
    const running = this.#running.get(dumpId);
    if (!running) return 0;
    return running.fraction ?? Math.min(mostUnseen, (now - running.since) / Math.max(predicted, 1e-3));
  }

  #paceOf({ kind }: WeighedItem): Pace {
    return kind === "data" ? this.#pace.data : this.#pace.rest;
  }

  #dataPace(now: number): number {
    return this.#pace.data.factor(1, this.#runningPace("data", now));
  }

  /** Until indexes are made they are as slow as the data was. */
  #restPace(now: number, dataPace: number): number {
    return this.#pace.rest.factor(dataPace, this.#runningPace("rest", now));
  }

  /** What is being made counts as far as the server tells. */
  #runningPace(kind: "data" | "rest", now: number): { spent: number; predicted: number } {
    const sum = { spent: 0, predicted: 0 };
    for (const [dumpId, { since, fraction }] of this.#running) {
      const item = this.#items.get(dumpId);
      if (!item || (item.kind === "data") !== (kind === "data") || !fraction || fraction < 0.02) continue;
      sum.spent += now - since;
      sum.predicted += item.seconds * fraction;
    }
    return sum;
  }

  #rate(now: number): number | null {
    let bytes = this.#readBytes;
    let reading = false;
    for (const [dumpId, { fraction = 0 }] of this.#running) {
      const item = this.#items.get(dumpId);
      if (item?.kind !== "data") continue;
      bytes += item.compressedBytes * fraction;
      reading = true;
    }
    this.#samples = [...this.#samples.filter(({ at }) => at > now - rateSeconds), { at: now, bytes }];
    const [first] = this.#samples;
    if (!reading || !first || now <= first.at) return null;
    return Math.max(0, (bytes - first.bytes) / (now - first.at));
  }

  /** The heaviest of what is being made. */
  #label(): string | null {
    const made = [...this.#running.keys()].map((dumpId) => this.#items.get(dumpId)).filter((item) => item !== undefined);
    return made.toSorted((a, b) => b.seconds - a.seconds)[0]?.label ?? null;
  }
}

/** How many times longer than predicted things of a kind have taken. */
class Pace {
  #spent = 0;
  #predicted = 0;

  learn(spent: number, predicted: number): void {
    this.#spent += spent;
    this.#predicted += predicted;
  }

  factor(before: number, running: { spent: number; predicted: number }): number {
    return (this.#spent + running.spent + prior * before) / (this.#predicted + running.predicted + prior);
  }
}

/** At most one: the spread of thousands would not fit the stack. */
function largest(values: Iterable<number>): number[] {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return [most];
}
