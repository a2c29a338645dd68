import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { withClient } from "#server/postgres/connect.ts";
import { acceptedSummary } from "#tests/archives/check-bytes.ts";
import { dump, openScratch, type Scratch } from "#tests/archives/dump.ts";
import { openTestDatabase } from "#tests/database.ts";

const database = await openTestDatabase();
after(() => database.close());

const { compareDatabases } = await import("./compare.ts");
const { reportOf } = await import("./compare-counts.ts");
const { countRows } = await import("./count-rows.ts");

const never = new AbortController().signal;

describe("the comparison report", () => {
  test("tells new, gone, grown, shrunk and equal tables of every schema, and large objects", async () => {
    await using old = await openScratch(`
      CREATE SCHEMA 別; ${table("same", 3)} ${table("grown", 3)} ${table("shrunk", 3)} ${table("gone", 2)} ${table("別.表", 1)}`);
    await using next = await openScratch(`
      CREATE SCHEMA 別; ${table("same", 3)} ${table("grown", 5)} ${table("shrunk", 0)} ${table("new", 2)} ${table("別.表", 1)}
      SELECT lo_from_bytea(0, 'x') FROM generate_series(1, 3);`);
    const report = await compare(next, old);
    assert.deepEqual(
      report.tables.map(({ table: name, change, archiveRows, stagingRows, liveRows }) => [
        ...[name, change],
        ...[archiveRows, stagingRows, liveRows],
      ]),
      [
        ["public.gone", "gone", null, null, 2],
        ["public.grown", "grown", 5, 5, 3],
        ["public.new", "new", 2, 2, null],
        ["public.same", "same", 3, 3, 3],
        ["public.shrunk", "shrunk", 0, 0, 3],
        ["別.表", "same", 1, 1, 1],
      ],
    );
    assert.deepEqual(report.totals, { archiveRows: 11, stagingRows: 11, liveRows: 12 });
    assert.deepEqual(report.largeObjects, { archive: 3, staging: 3 });
    assert.equal(report.differences, 0);
    assert.equal(report.archive.serverVersion.split(".")[0], "15");
    assert.deepEqual(report.encoding, { from: "UTF8", converted: false });
  });

  test("counts rows too many and too few, and large objects, as differences", async () => {
    await using scratch = await openScratch(`${table("a", 5)} ${table("b", 5)} SELECT lo_create(0);`);
    const summary = await acceptedSummary(await dump(scratch));
    await query(scratch, "DELETE FROM a WHERE n = 1; INSERT INTO b VALUES (6), (7); SELECT lo_create(0)");
    const report = await compareDatabases(summary, nameOf(scratch), nameOf(scratch), never, () => undefined);
    assert.equal(report.differences, 1 + 2 + 1);
  });

  test("counts a partition once, and a child by inheritance as a table of its own", async () => {
    await using scratch = await openScratch(`
      CREATE TABLE parts (n int) PARTITION BY LIST (n);
      CREATE TABLE part1 PARTITION OF parts FOR VALUES IN (1); CREATE TABLE part2 PARTITION OF parts FOR VALUES IN (2);
      INSERT INTO parts VALUES (1), (1), (2);
      CREATE TABLE parent (n int); CREATE TABLE child () INHERITS (parent);
      INSERT INTO parent VALUES (1); INSERT INTO child VALUES (2), (3);`);
    for (const args of [[], ["--load-via-partition-root"]]) {
      const summary = await acceptedSummary(await dump(scratch, args));
      const report = await compareDatabases(summary, nameOf(scratch), nameOf(scratch), never, () => undefined);
      const rows = Object.fromEntries(report.tables.map(({ table: name, stagingRows }) => [name, stagingRows]));
      assert.deepEqual(rows, { "public.child": 2, "public.parent": 1, "public.part1": 2, "public.part2": 1 });
      assert.equal(report.differences, 0);
    }
  });

  test("takes nothing that an archive brought for PostgreSQL's own", async () => {
    await using scratch = await openScratch(`${table("a", 2)}
      CREATE AGGREGATE public.count(*) (sfunc = int8inc, stype = bigint, initcond = '1000');
      CREATE FUNCTION public.pg_relation_size(oid) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RAISE 'called'; END $$;
      CREATE VIEW public.pg_class AS SELECT 1 AS oid;`);
    await query(scratch, `ALTER DATABASE ${nameOf(scratch)} SET search_path = public, pg_catalog`);
    const report = await compare(scratch, scratch);
    assert.deepEqual([report.tables.length, report.tables[0]?.stagingRows, report.differences], [1, 2, 0]);
  });

  test("gathers no row of hundreds of megabytes in memory", async () => {
    const long = "CREATE TABLE long (note text); INSERT INTO long SELECT repeat('x', 200000000)";
    await using scratch = await openScratch(`CREATE TABLE short (note text, id int); INSERT INTO short VALUES ('x', 1); ${long}`);
    const before = process.memoryUsage().rss;
    await assert.rejects(
      countRows(nameOf(scratch), never, () => undefined),
      /Connection terminated|one message/,
    );
    assert.ok(process.memoryUsage().rss - before < 130_000_000);
  });

  test("is of one moment, and its progress goes to 1 without falling", async () => {
    await using scratch = await openScratch(`${table("a", 100)} ${table("b", 100)} ANALYZE;`);
    const summary = await acceptedSummary(await dump(scratch));
    const progress: number[] = [];
    await compareDatabases(summary, nameOf(scratch), nameOf(scratch), never, (done) => progress.push(done));
    assert.deepEqual(progress, progress.toSorted());
    assert.equal(progress.at(-1), 1);
  });

  test("ends with its signal, in the server too", async () => {
    await using scratch = await openScratch(table("a", 1));
    const summary = await acceptedSummary(await dump(scratch));
    await withClient(scratch.url, async (locker) => {
      await locker.query("BEGIN; LOCK TABLE a");
      const aborter = new AbortController();
      const comparing = compareDatabases(summary, nameOf(scratch), nameOf(scratch), aborter.signal, () => undefined);
      const refused = assert.rejects(comparing, { name: "AbortError" });
      await until(async () => (await waiting(scratch)) > 0);
      aborter.abort();
      await refused;
      await until(async () => (await waiting(scratch)) === 0);
    });
    await assert.rejects(compareDatabases(summary, nameOf(scratch), nameOf(scratch), AbortSignal.abort(), () => undefined));
  });

  test("what an extension brought and fills by itself is no difference; what is missing altogether is", async () => {
    await using scratch = await openScratch(`${table("a", 5)} ${table("b", 2)}`);
    const summary = await acceptedSummary(await dump(scratch));
    const tables = [{ table: "public.a", root: "public.a", rows: 5 }];
    const live = { tables: [], ofExtensions: new Set<string>(), largeObjects: 0 };
    const ofExtensions = new Set(["public.b"]);
    assert.equal(reportOf(summary, { tables, ofExtensions, largeObjects: 0 }, live).differences, 0);
    const report = reportOf(summary, { tables, ofExtensions: new Set(), largeObjects: 0 }, live);
    assert.equal(report.differences, 2);
    assert.equal(report.totals.liveRows, null);
  });
});

async function compare(archived: Scratch, live: Scratch) {
  const summary = await acceptedSummary(await dump(archived));
  return compareDatabases(summary, nameOf(archived), nameOf(live), never, () => undefined);
}

function table(name: string, rows: number): string {
  return `CREATE TABLE ${name} (n int); INSERT INTO ${name} SELECT generate_series(1, ${rows});`;
}

function nameOf({ url }: Scratch): string {
  return new URL(url).pathname.slice(1);
}

/** How many wait for a lock. Asked outside of the transaction that has it, which would see the first answer for ever. */
async function waiting(scratch: Scratch): Promise<number> {
  const sql = "SELECT FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'";
  return withClient(database.adminUrl, async (client) => (await client.query(sql, [nameOf(scratch)])).rowCount ?? 0);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const patience = Date.now() + 20_000; !(await condition()); await pause(50)) assert.ok(Date.now() < patience);
}

function query({ url }: Scratch, sql: string) {
  return withClient(url, (client) => client.query(sql));
}
