import { connectToServer } from "../postgres/tenant-server.ts";
import type { DumpProgress } from "./model.ts";

/** What pg_dump still has to read, as PostgreSQL's own figures say: bytes on its disk by `schema.table`. */
export type Weights = ReadonlyMap<string, number>;

const largeObjects = "large objects";
/** So many bytes on the disk go into one of the archive, until this dump itself tells. */
const usualRatio = 5;

/** @param url of whoever is to read it all */
export async function weigh(url: string): Promise<Weights> {
  const client = await connectToServer(url);
  try {
    const { rows } = await client.query<{ name: string; bytes: string }>(weighing, [largeObjects]);
    return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
  } finally {
    await client.end();
  }
}

/** As the last ANALYZE counted: the true size of a table would wait for whoever has it to himself. */
const weighing = `SELECT n.nspname || '.' || c.relname AS name, (c.relpages + coalesce(t.relpages, 0) + 1) * 8192.0 AS bytes
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_class t ON t.oid = c.reltoastrelid
    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
  UNION ALL SELECT $1, relpages * 8192.0 FROM pg_class WHERE oid = 'pg_catalog.pg_largeobject'::regclass`;

export interface Meter {
  /** What pg_dump --verbose says. */
  line(text: string): void;
  /** How long the archive is by now. */
  at(bytes: number, seconds: number): DumpProgress;
}

/** How far a pg_dump is: whole tables, and within one as far as the archive has grown. Never falls, never says 1. */
export function makeMeter(weights: Weights): Meter {
  const total = [...weights.values()].reduce((sum, bytes) => sum + bytes, 1);
  let finished = 0;
  let current = 0;
  let size = 0;
  let sizeBefore = 0;
  let done = 0;
  return {
    line(text) {
      const next = tableOf(text);
      if (next === undefined) return;
      finished += current;
      current = weights.get(next) ?? 0;
      sizeBefore = size;
    },
    at(bytes, seconds) {
      size = bytes;
      const ratio = sizeBefore > 1_000_000 ? finished / sizeBefore : usualRatio;
      const within = Math.min(current * 0.95, (size - sizeBefore) * ratio);
      done = Math.max(done, Math.min(0.99, (finished + within) / total));
      const left = seconds > 2 && done > 0.02 ? Math.ceil((seconds * (1 - done)) / done) : null;
      return { done, bytesPerSecond: seconds > 0 ? Math.round(bytes / seconds) : null, secondsLeft: left };
    },
  };
}

/** Names stand as they are between the quotes: an odd one that is not found weighs nothing. */
function tableOf(text: string): string | undefined {
  if (/(?:saving|dumping) large objects/.test(text)) return largeObjects;
  return /dumping contents of table "(.*)"$/.exec(text)?.[1];
}
