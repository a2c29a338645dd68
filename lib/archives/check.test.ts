import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { badArchives } from "#tests/archives/bad.ts";
import { acceptedSummary, checkBytes, inPieces, rules15 } from "#tests/archives/check-bytes.ts";
import { dump, openRichScratch, openScratch, type Scratch } from "#tests/archives/dump.ts";
import { tableOf, type WrittenEntry, writeArchive } from "#tests/archives/write.ts";
import { checkArchive } from "./check.ts";
import { archiveSentence } from "./reason-words.ts";

const rows = "1\t患者\n2\t\\N\n3\t\\\\.\n";
const newest = { ...rules15, serverMajor: 18 };

describe("what pg_dump makes of a database with one of each thing", () => {
  let scratch: Scratch;
  let usual: Buffer;

  before(async () => {
    scratch = await openRichScratch();
    usual = await dump(scratch);
  });
  after(() => scratch[Symbol.asyncDispose]());

  for (const [args, piped] of [
    [[], false],
    [[], true],
    [["-Z0"], false],
    [["-Z0"], true],
    [["-Z9"], false],
    [["--load-via-partition-root"], false],
    [["--no-comments", "--no-owner"], false],
    [["--blobs", "--enable-row-security", "--no-publications"], false],
    [["--exclude-table-data=public.wide"], true],
    [["--exclude-schema=別スキーマ"], false],
  ] as const)
    test(`${args.join(" ") || "as it is"}${piped ? ", piped" : ""} is accepted`, async () => {
      const summary = await acceptedSummary(await dump(scratch, args, { piped }));
      assert.equal(summary.tables.find(({ name }) => name === "patients")?.rows, 5000);
      assert.equal(summary.compression, args[0] === "-Z0" ? "none" : "gzip");
    });

  test("with tables, rows, large objects and versions as they are", async () => {
    const summary = await acceptedSummary(usual);
    const counted = Object.fromEntries(summary.tables.map(({ schema, name, rows }) => [`${schema}.${name}`, rows]));
    assert.deepEqual(counted, {
      "public.patients": 5000,
      'public.診療 行為; "x"': 300,
      "別スキーマ.保険": 3,
      "public.scratch": 0,
      "public.empty": 1,
      "public.none": 0,
      "public.typed": 1,
      "public.child": 0,
      "public.visits_2025": 213,
      "public.visits_rest": 187,
      "public.wide": 3,
    });
    assert.deepEqual(summary.largeObjects, { count: 3, bytes: 80_002 });
    assert.equal(summary.bytes, usual.length);
    assert.equal(summary.archiveVersion, "1.14");
    assert.equal(summary.serverMajor, 15);
    assert.deepEqual([summary.encoding, summary.databaseEncoding], ["UTF8", "UTF8"]);
    assert.ok(Math.abs(summary.madeAt.getTime() + 9 * 3_600_000 - Date.now()) < 86_400_000);
    const lost = summary.entries.filter(({ desc }) => /^(?:DATABASE|ACL|PUBLICATION|EXTENSION)/.test(desc));
    assert.deepEqual(lost, []);
    const index = summary.entries.find(({ tag }) => tag === "patients_name");
    assert.deepEqual([index?.desc, index?.table, index?.section], ["INDEX", "public.patients", "post-data"]);
    const foreign = summary.entries.find(({ desc }) => desc === "FK CONSTRAINT");
    assert.equal(foreign?.table, 'public.診療 行為; "x"');
  });

  test("reads the same in pieces of any size", async () => {
    const whole = await acceptedSummary(usual);
    for (const size of [1, 7, 4095, usual.length])
      assert.deepEqual(await acceptedSummary(usual, rules15, size), whole, String(size));
  });

  test("is refused with INSERT, without data, without tables", async () => {
    for (const [args, reason] of [
      [["--inserts"], "ARCHIVE_INSERTS"],
      [["--rows-per-insert=100"], "ARCHIVE_INSERTS"],
      [["--schema-only"], "ARCHIVE_NO_DATA"],
      [["--data-only"], "ARCHIVE_NO_TABLES"],
    ] as const) {
      const verdict = await checkBytes(await dump(scratch, args));
      assert.equal(verdict.accepted ? "accepted" : verdict.reason, reason, args[0]);
    }
  });
});

test("a database in EUC_JP is accepted, and its names are read", async () => {
  await using scratch = await openScratch(
    `CREATE TABLE "患者表" (id int, "氏名" text); INSERT INTO "患者表" VALUES (1, '山田')`,
    "EUC_JP",
  );
  for (const encoding of ["EUC_JP", "UTF8", "SJIS"]) {
    const summary = await acceptedSummary(await dump(scratch, [`--encoding=${encoding}`]));
    assert.deepEqual([summary.encoding, summary.databaseEncoding], [encoding, "EUC_JP"]);
    assert.deepEqual(
      summary.tables.map(({ name, rows }) => [name, rows]),
      [["患者表", 1]],
    );
    assert.equal(summary.entries.find(({ desc }) => desc === "TABLE DATA")?.table, "public.患者表");
  }
});

describe("archives of all versions and compressions", () => {
  for (const minor of [10, 11, 12, 13, 14, 15, 16])
    for (const compression of ["none", "gzip", "lz4", "zstd"] as const)
      if (minor >= 15 || compression === "none" || compression === "gzip")
        test(`1.${minor} ${compression}`, async () => {
          const large = new Map([
            [16_500, Buffer.alloc(100_000, "x")],
            [16_501, Buffer.alloc(0)],
          ]);
          const blobs: WrittenEntry = { desc: "BLOBS", tag: "BLOBS", schema: null, data: large };
          const archive = { minor, compression, entries: [...tableOf("t", rows), ...tableOf("none", ""), blobs] };
          const summary = await acceptedSummary(writeArchive(archive), newest);
          assert.deepEqual(
            summary.tables.map(({ rows, bytes }) => [rows, bytes]),
            [
              [3, Buffer.byteLength(rows)],
              [0, 0],
            ],
          );
          assert.deepEqual(summary.largeObjects, { count: 2, bytes: 100_000 });
          assert.equal(summary.archiveVersion, `1.${minor}`);
          assert.equal(summary.compression, compression);
          assert.equal(summary.madeAt.toISOString(), "2026-06-25T01:08:10.000Z");
        });

  test("one of pg_dump 8.4, with its language and unqualified names", async () => {
    const language = {
      desc: "PROCEDURAL LANGUAGE",
      tag: "plpgsql",
      schema: null,
      definition: "CREATE PROCEDURAL LANGUAGE plpgsql;\n",
    };
    const publicSchema = { desc: "SCHEMA", tag: "public", schema: null, definition: "CREATE SCHEMA public;\n" };
    const [table, data] = tableOf("t", rows).map((entry) => ({
      ...entry,
      ...(entry.copy ? { copy: "COPY t (id, note) FROM stdin;\n" } : { definition: "CREATE TABLE t (\n    id integer\n);\n" }),
    }));
    const settings = [
      { desc: "ENCODING", tag: "ENCODING", schema: null, definition: "SET client_encoding = 'EUC_JP';\n" },
      { desc: "STDSTRINGS", tag: "STDSTRINGS", schema: null, definition: "SET standard_conforming_strings = 'off';\n" },
    ];
    const entries = [publicSchema, language, table, data].filter((entry) => entry !== undefined);
    const summary = await acceptedSummary(
      writeArchive({ minor: 11, serverVersion: "8.4.22", dumpVersion: "8.4.22", settings, entries }),
    );
    assert.equal(summary.serverMajor, 8);
    assert.deepEqual(
      summary.entries.map(({ desc }) => desc),
      ["TABLE", "TABLE DATA"],
    );
  });

  test("one of pg_dump 17 with its large objects' own list", async () => {
    const metadata = (definition: string) =>
      writeArchive({
        minor: 16,
        entries: [...tableOf("t", rows), { desc: "BLOB METADATA", tag: "1..2", schema: null, definition, section: 3 }],
      });
    assert.equal((await acceptedSummary(metadata("16500\n16501\n"), newest)).entries.at(-1)?.desc, "BLOB METADATA");
    const verdict = await checkBytes(metadata("16500\n'); COMMIT; --\n"), newest);
    assert.equal(verdict.accepted ? "" : verdict.reason, "ARCHIVE_STATEMENT_FOREIGN");
  });
});

describe("bad archives", () => {
  for (const { name, bytes, stage, reason } of badArchives)
    test(name, async () => {
      const verdict = await checkBytes(await bytes());
      if (verdict.accepted) return assert.notEqual(stage, "check");
      assert.equal(stage, "check");
      assert.equal(verdict.reason, reason);
      const sentence = archiveSentence(verdict.reason, verdict.facts);
      assert.match(sentence, /。$/);
      assert.doesNotMatch(sentence, /undefined|NaN|[\p{Cc}\p{Cf}]/u);
    });

  test("read in small pieces get the same verdict", async () => {
    for (const { name, bytes } of badArchives) {
      const archive = await bytes();
      if (archive.length < 200_000) assert.deepEqual(await checkBytes(archive, rules15, 13), await checkBytes(archive), name);
    }
  });

  test("of all causes that have a code there is one", () => {
    assert.ok(new Set(badArchives.map(({ reason }) => reason)).size > 45);
  });
});

test("hostile names are one line each, and plain", async () => {
  for (const { name, bytes } of badArchives.filter((each) => each.name.startsWith("the name"))) {
    const summary = await acceptedSummary(await bytes());
    assert.doesNotMatch(JSON.stringify(summary.entries) + summary.tables[0]?.name, /[\p{Cc}\p{Cf}]/u, name);
    const numbers = summary.restoreList.split("\n").flatMap((line) => /^\d+(?=;)/.exec(line)?.[0] ?? []);
    assert.deepEqual(
      numbers,
      summary.entries.map(({ dumpId }) => String(dumpId)),
      name,
    );
  }
});

test("what belongs to the superuser is left out of what is restored", async () => {
  const [old] = badArchives.filter(({ name }) => name.includes("9.6"));
  const summary = await acceptedSummary((await old?.bytes()) ?? Buffer.alloc(0));
  const kinds = [...new Set(summary.entries.map(({ desc }) => desc))];
  assert.deepEqual(kinds, ["TABLE", "TABLE DATA", "VIEW"]);
  assert.doesNotMatch(summary.restoreList, /plpgsql|SCHEMA|ACL/);
});

test("invalid text is named with table, row and bytes, wherever pieces are cut", async () => {
  const text = `${"1\t患者の氏名\n".repeat(20_000)}`;
  const bad = Buffer.concat([Buffer.from(`${text}7\tあ`), Buffer.of(0xe3, 0x81), Buffer.from(`x\n${text}`)]);
  for (const compression of ["none", "gzip"] as const) {
    const verdict = await checkBytes(writeArchive({ compression, entries: tableOf("t", bad) }));
    assert.deepEqual(verdict.accepted || verdict.facts, {
      table: "public.t",
      row: 20_001,
      encoding: "UTF8",
      bytes: "E3 81 78",
    });
  }
});

test("a damaged stream is called damaged, and not text in a wrong encoding", async () => {
  const archive = writeArchive({ piped: true, entries: tableOf("t", "1\t患者の氏名\n2\tカナ\n".repeat(30)) });
  const start = archive.indexOf(Buffer.from("789c", "hex"));
  for (let bit = start * 8; bit < (archive.length - 5) * 8; bit += 1) {
    const bad = Buffer.from(archive);
    bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const verdict = await checkBytes(bad);
    // The bits that fill up the last byte before the sum mean nothing.
    if (verdict.accepted) assert.equal(verdict.summary.tables[0]?.rows, 60);
    else assert.equal(verdict.reason, "ARCHIVE_DATA_DAMAGED", `bit ${bit}`);
  }
});

test("a zstd window that would take a gigabyte is refused", async () => {
  // Magic, a descriptor without sizes, and the window descriptor for 1 GiB.
  const stream = Buffer.concat([Buffer.from("28b52ffd00a0", "hex"), Buffer.alloc(64)]);
  const [table, data] = tableOf("t", "");
  const entries = [table, { ...data, stream }] as WrittenEntry[];
  const verdict = await checkBytes(writeArchive({ minor: 15, compression: "zstd", entries }), newest);
  assert.equal(verdict.accepted ? "" : verdict.reason, "ARCHIVE_COMPRESSION_WINDOW");
});

test("tens of thousands of large objects and entries take neither memory nor time", { timeout: 120_000 }, async () => {
  const objects = new Map(Array.from({ length: 20_000 }, (_, at) => [at + 1, Buffer.from(`object ${at}`)]));
  const views = Array.from({ length: 20_000 }, (_, at) => ({
    desc: "VIEW",
    tag: `v${at}`,
    definition: `CREATE VIEW public.v${at} AS\n SELECT id FROM public.t WHERE id > ${at};\n`,
  }));
  const archive = writeArchive({ entries: [...tableOf("t", rows), ...views, { desc: "BLOBS", schema: null, data: objects }] });
  const before = process.memoryUsage().rss;
  const summary = await acceptedSummary(archive);
  assert.equal(summary.largeObjects.count, 20_000);
  assert.equal(summary.entries.length, 20_003);
  assert.ok(process.memoryUsage().rss - before < 300_000_000);
});

describe("the source", () => {
  const archive = writeArchive({ entries: tableOf("t", rows) });

  test("is told about as it is read", async () => {
    const told: number[] = [];
    await checkArchive(inPieces(archive, 500), rules15, (bytes) => told.push(bytes));
    assert.equal(told.at(-1), archive.length);
    assert.deepEqual(
      told,
      told.toSorted((a, b) => a - b),
    );
  });

  test("throws through", async () => {
    async function* failing() {
      yield archive.subarray(0, 900);
      throw new Error("the disk is gone");
    }
    await assert.rejects(checkArchive(failing(), rules15), /the disk is gone/);
  });

  test("is left when the signal says so, and closed", async () => {
    let closed = false;
    const stop = new AbortController();
    async function* endless() {
      try {
        yield archive.subarray(0, 900);
        stop.abort(new Error("cancelled"));
        for (;;) yield Buffer.alloc(1);
      } finally {
        closed = true;
      }
    }
    await assert.rejects(checkArchive(endless(), rules15, undefined, stop.signal), /cancelled/);
    assert.ok(closed);
  });
});
