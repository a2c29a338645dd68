import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { acceptedSummary, checkBytes } from "#tests/archives/check-bytes.ts";
import { dump, openScratch } from "#tests/archives/dump.ts";
import { tableOf, writeArchive } from "#tests/archives/write.ts";
import { type ArchiveSummary, usualRules } from "./model.ts";

/** The same seed makes the same mutations; another one here makes others. */
const seed = 20260625;
const rounds = 800;
const rules = { ...usualRules, serverMajor: 18, maxDataBytes: 50_000_000 };
const rows = Array.from({ length: 200 }, (_, row) => `${row}\t患者${row * 7919}\n`).join("");
const entries = [
  ...tableOf("patients", rows),
  ...tableOf("empty", ""),
  { desc: "INDEX", tag: "i", definition: "CREATE INDEX i ON public.patients USING btree (id);\n", dependencies: [104] },
  { desc: "BLOBS", tag: "BLOBS", schema: null, data: new Map([[16_500, Buffer.from("large object")]]) },
];

const good: Record<string, Buffer> = {
  "gzip 1.14": writeArchive({ entries }),
  "gzip 1.12, piped": writeArchive({ minor: 12, piped: true, entries }),
  "none 1.14": writeArchive({ compression: "none", entries }),
  "lz4 1.16": writeArchive({ minor: 16, compression: "lz4", entries }),
  "zstd 1.15": writeArchive({ minor: 15, compression: "zstd", piped: true, entries }),
};

before(async () => {
  await using scratch =
    await openScratch(`CREATE TABLE t (id int PRIMARY KEY, note text); INSERT INTO t SELECT i, md5(i::text) FROM generate_series(1, 500) i;
    CREATE VIEW v AS SELECT * FROM t; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; SELECT lo_from_bytea(0, 'x');`);
  good.pg_dump = await dump(scratch);
});

describe(`thousands of mutations, seed ${seed}`, () => {
  for (const name of [...Object.keys(good), "pg_dump"])
    test(name, { timeout: 120_000 }, async () => {
      const archive = good[name] ?? Buffer.alloc(0);
      const original = await acceptedSummary(archive, rules);
      const random = randomNumbers(seed);
      const memory = process.memoryUsage().rss;
      let accepted = 0;
      for (let round = 0; round < rounds; round += 1) {
        const mutated = mutate(archive, random);
        const verdict = await checkBytes(mutated, rules, 1 + random(8192));
        if (!verdict.accepted) continue;
        accepted += 1;
        assert.deepEqual(told(verdict.summary, name), told(original, name), `round ${round}`);
      }
      assert.ok(accepted < rounds / 4, `${accepted} accepted`);
      assert.ok(process.memoryUsage().rss - memory < 300_000_000);
    });
});

/**
 * What a mutation may not change unseen. Entries have no checksum, so a number that nothing refers to may; and only zlib's
 * streams have one, so with the others a changed digit, or newline, is not seen.
 */
function told({ tables, entries }: ArchiveSummary, name: string) {
  const counted = /gzip|pg_dump/.test(name);
  return {
    tables: tables.map(({ dumpId, schema, name, rows }) => ({ dumpId, schema, name, rows: counted ? rows : 0 })),
    entries: entries.map(({ desc }) => desc),
  };
}

/** One to three changes: bits, bytes, numbers, pieces cut out, doubled, moved or put in. */
function mutate(archive: Buffer, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(archive);
  for (let changes = 1 + random(3); changes > 0; changes -= 1) {
    // Half of them in the header and the table of contents, whatever the size of the data.
    const at = random(random(2) === 0 ? Math.min(bytes.length, 1500) : bytes.length);
    const length = random(40);
    const [head, piece, rest] = [bytes.subarray(0, at), bytes.subarray(at, at + length), bytes.subarray(at + length)];
    const kind = random(8);
    if (kind === 0) bytes = Buffer.concat([head, rest]);
    else if (kind === 1) bytes = Buffer.concat([head, piece, piece, rest]);
    else if (kind === 2) bytes = Buffer.concat([head, Buffer.from(piece).reverse(), rest]);
    else if (kind === 3) bytes = Buffer.concat([head, Buffer.alloc(length, random(256)), rest]);
    else if (kind === 4) bytes = head;
    else if (kind === 5) bytes = Buffer.concat([head, Buffer.of(0xff, 0xff, 0xff, 0x7f), bytes.subarray(at + 4)]);
    else bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  }
  return bytes;
}

/** mulberry32: small, and the same everywhere. */
function randomNumbers(start: number): (below: number) => number {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) % Math.max(1, below);
  };
}
