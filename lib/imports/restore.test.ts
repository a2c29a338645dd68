import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { withClient } from "#server/postgres/connect.ts";
import { badArchives } from "#tests/archives/bad.ts";
import { acceptedSummary } from "#tests/archives/check-bytes.ts";
import { dump, openRichScratch, openScratch, tool } from "#tests/archives/dump.ts";
import { tableOf, type WrittenEntry, writeArchive } from "#tests/archives/write.ts";
import { openTestDatabase } from "#tests/database.ts";

const database = await openTestDatabase({ ownServer: true });
after(() => database.close());

const { createStaging, dropStaging } = await import("../databases/staging.ts");
const { makeJobDirectory } = await import("../postgres/job-directory.ts");
const { compareDatabases, secondOpinion } = await import("./compare.ts");
const { restoreSentence } = await import("./explain-restore.ts");
const { restoreArchive } = await import("./restore.ts");

const pgRestore = await tool("pg_restore");
const never = new AbortController().signal;

describe("a restore", () => {
  test("brings everything that a clinic may have, in the archive's rows, with a progress that never falls", async () => {
    await using scratch = await openRichScratch();
    await using run = await begin(await dump(scratch));
    assert.deepEqual(await run.restore(), { ok: true });
    assert.equal(run.progress.at(-1), 1);
    assert.deepEqual(run.progress, run.progress.toSorted());
    assert.ok(run.lines.some((line) => line.startsWith("pg_restore: finished item ")));
    const report = await compareDatabases(run.summary, run.staging.name, run.staging.name, never, () => undefined);
    assert.equal(report.differences, 0);
    assert.equal(report.totals.archiveRows, report.totals.stagingRows);
    assert.equal(await sessions(run.staging.role), 0);
  });

  test("agrees with pg_restore --list beforehand, and not with another archive", async () => {
    await using run = await begin(writeArchive({ entries: tableOf("t", "1\ta\n") }));
    const { file, directory, summary } = run;
    assert.equal(await secondOpinion(pgRestore, file, directory, summary, never), undefined);
    const other = { ...summary, tocEntries: 99 };
    assert.equal(await secondOpinion(pgRestore, file, directory, other, never), "ARCHIVE_SECOND_OPINION");
    writeFileSync(file, "PGDMP");
    assert.equal(await secondOpinion(pgRestore, file, directory, summary, never), "ARCHIVE_SECOND_OPINION");
    await assert.rejects(secondOpinion(pgRestore, file, directory, summary, AbortSignal.abort()), { name: "AbortError" });
  });

  test("leaves out what an archive of 9.6 has of plpgsql, which nobody but a superuser could make", async () => {
    const extension = [
      entry("EXTENSION", "plpgsql", "CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;"),
      entry("COMMENT", "EXTENSION plpgsql", "COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';"),
    ];
    await using run = await begin(
      writeArchive({
        minor: 12,
        serverVersion: "9.6.24",
        dumpVersion: "9.6.24",
        entries: [...extension, ...tableOf("t", "1\ta\n")],
      }),
    );
    assert.deepEqual(await run.restore(), { ok: true });
  });

  test("converts EUC_JP to UTF-8", async () => {
    await using scratch = await openScratch(
      "CREATE TABLE 患者 (id int, note text); INSERT INTO 患者 VALUES (1, '患者');",
      "EUC_JP",
    );
    await using run = await begin(await dump(scratch));
    assert.deepEqual(await run.restore(), { ok: true });
    const report = await compareDatabases(run.summary, run.staging.name, run.staging.name, never, () => undefined);
    assert.deepEqual(report.encoding, { from: "EUC_JP", converted: true });
    assert.deepEqual([report.differences, report.tables[0]?.table, report.tables[0]?.stagingRows], [0, "public.患者", 1]);
    await withClient(run.asSuperuser, async (client) => {
      assert.deepEqual((await client.query("SELECT note FROM 患者")).rows, [{ note: "患者" }]);
    });
  });

  test("of 外字 names the table, the line and the bytes", async () => {
    const rows = Buffer.concat([Buffer.from("1\ta\n2\t"), Buffer.from("f5a1", "hex"), Buffer.from("\n")]);
    await using run = await begin(writeArchive({ encoding: "EUC_JP", entries: tableOf("t", rows) }));
    const facts = await run.failure("RESTORE_GAIJI");
    assert.deepEqual([facts.table, facts.line, facts.bytes, facts.encoding], ["t", 2, "0xf5 0xa1", "EUC_JP"]);
    const sentence = restoreSentence("RESTORE_GAIJI", facts);
    assert.ok(sentence.includes("データベースの文字コードは予め UTF-8 に変更する必要があります。"));
    assert.ok(sentence.includes("テーブル「t」の2行目"));
  });

  for (const [name, reason] of [
    ["a row that is no integer", "RESTORE_REFUSED"],
    ["a row with too many columns", "RESTORE_REFUSED"],
    ["a constraint that the rows break", "RESTORE_DUPLICATE"],
  ] as const) {
    test(`of ${name} the cause is named`, async () => {
      await using run = await begin(await bad(name));
      const facts = await run.failure(reason);
      assert.ok(!/undefined/.test(restoreSentence(reason, facts)), restoreSentence(reason, facts));
    });
  }

  test("is ended when a CHECK never ends, and so is what goes on in the server", async () => {
    await using run = await begin(await bad("a constraint that waits"));
    await run.failure("RESTORE_TIME", { deadline: new Date(Date.now() + 2_000) });
    assert.equal(await sessions(run.staging.role), 0);
  });

  test("ends at once when it is cancelled, in the middle of a table", async () => {
    await using run = await begin(await bad("a constraint that waits"));
    const aborter = new AbortController();
    const onLine = (line: string) => {
      if (line.includes("launching item")) setImmediate(() => aborter.abort());
    };
    const began = Date.now();
    await run.failure("RESTORE_CANCELLED", { signal: aborter.signal, onLine });
    assert.ok(Date.now() - began < 10_000);
    assert.equal(await sessions(run.staging.role), 0);
  });

  test("tells that its tool was killed", async () => {
    await using run = await begin(await bad("a constraint that waits"));
    const over = run.failure("RESTORE_KILLED");
    await until(async () => (await sessions(run.staging.role, "active")) > 0);
    for (const pid of toolsIn(run.directory)) process.kill(pid, "SIGKILL");
    await over;
    assert.equal(await sessions(run.staging.role), 0);
    assert.deepEqual(toolsIn(run.directory), []);
  });

  test("tells that the server ended the connection", async () => {
    await using run = await begin(await bad("a constraint that waits"));
    const over = run.failure("RESTORE_SERVER_LOST");
    await until(async () => (await sessions(run.staging.role, "active")) > 0);
    await asSuperuser("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", run.staging.role);
    await over;
  });

  test("writes its list through no link that a tool has left", async () => {
    await using run = await begin(writeArchive({ entries: tableOf("t", "1\ta\n") }));
    const own = path.join(database.dataDir, "own");
    symlinkSync(own, path.join(run.directory, "restore.list"));
    await assert.rejects(run.restore(), { code: "EEXIST" });
    assert.ok(!existsSync(own));
  });

  test("ends what an attempt before it left in the server", async () => {
    await using run = await begin(writeArchive({ entries: tableOf("t", "1\ta\n") }));
    const orphan = withClient(run.staging.url, (client) => client.query("SELECT pg_sleep(3600)"));
    const ended = assert.rejects(orphan);
    await until(async () => (await sessions(run.staging.role, "active")) > 0);
    assert.deepEqual(await run.restore(), { ok: true });
    await ended;
  });

  test("is ended when the database grows beyond what the archive can fill", async () => {
    const query = "SELECT n, repeat('x', 1900) AS text FROM generate_series(1, 100000000) AS n";
    const view = [
      entry("MATERIALIZED VIEW", "v", `CREATE MATERIALIZED VIEW public.v AS\n ${query}\n  WITH NO DATA;`, "public"),
      { ...entry("MATERIALIZED VIEW DATA", "v", "REFRESH MATERIALIZED VIEW public.v;", "public"), section: 4 },
    ];
    await using run = await begin(writeArchive({ entries: [...tableOf("t", "1\ta\n"), ...view] }));
    await run.failure("RESTORE_SIZE");
    assert.equal(await sessions(run.staging.role), 0);
  });

  test("is ended when a view's query takes the server's memory", async () => {
    await using run = await begin(await bad("a view's query that takes all memory"));
    await run.failure("RESTORE_SERVER_MEMORY");
    assert.equal(await sessions(run.staging.role), 0);
  });

  test("is ended when it takes the locks that all clinics share, also by a function that ignores a cancel", async () => {
    const hold = `CREATE FUNCTION public.hold(n integer) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_lock(g) FROM generate_series(1, current_setting('max_locks_per_transaction')::int
          * current_setting('max_connections')::int * 6 / 10) g;
        LOOP BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$;`;
    const table = tableOf("t", "1\ta\n", "id integer CHECK (public.hold(id)), note text");
    await using run = await begin(writeArchive({ entries: [entry("FUNCTION", "hold(integer)", hold, "public"), ...table] }));
    const began = Date.now();
    await run.failure("RESTORE_SERVER_MEMORY");
    assert.ok(Date.now() - began < 15_000);
    assert.equal(await sessions(run.staging.role), 0);
  });

  for (const { name, bytes } of badArchives.filter((each) => each.name.startsWith("the name "))) {
    test(`takes ${name} for a name`, async () => {
      await using run = await begin(await bytes());
      assert.deepEqual(await run.restore(), { ok: true });
      const report = await compareDatabases(run.summary, run.staging.name, run.staging.name, never, () => undefined);
      assert.equal(report.differences, 0);
    });
  }
});

type Run = Parameters<typeof restoreArchive>[0];

/** A staging database and a job's directory with the archive in it; both go afterwards. */
async function begin(bytes: Buffer) {
  const id = randomUUID();
  const directory = await makeJobDirectory(id);
  const file = path.join(directory, "archive");
  writeFileSync(file, bytes, { mode: 0o600 });
  const summary = await acceptedSummary(bytes);
  const staging = await createStaging("u00000014", id);
  const progress: number[] = [];
  const lines: string[] = [];
  const restore = (changes: Partial<Run> = {}) =>
    restoreArchive({
      ...{ staging, file, directory, summary, pgRestore, signal: never },
      deadline: new Date(Date.now() + 120_000),
      onProgress: ({ done }) => progress.push(done),
      onLine: (line) => lines.push(line),
      ...changes,
    });
  const failure = async (reason: string, changes: Partial<Run> = {}) => {
    const outcome = await restore(changes);
    assert.ok(!outcome.ok, "it went through");
    assert.equal(outcome.reason, reason, JSON.stringify(outcome.facts) + lines.slice(-6).join("\n"));
    return outcome.facts;
  };
  const asSuperuser = Object.assign(new URL(database.adminUrl), { pathname: `/${staging.name}` }).href;
  const drop = () => dropStaging("u00000014", id);
  return { directory, file, summary, staging, progress, lines, restore, failure, asSuperuser, [Symbol.asyncDispose]: drop };
}

async function bad(name: string): Promise<Buffer> {
  const found = badArchives.find((each) => each.name === name);
  assert.ok(found, name);
  return found.bytes();
}

function entry(desc: string, tag: string, definition: string, schema: string | null = null): WrittenEntry {
  return { desc, tag, schema, definition: `${definition}\n`, section: 2 };
}

async function sessions(role: string, state = "%"): Promise<number> {
  const sql = "SELECT FROM pg_stat_activity WHERE usename = $1 AND state LIKE $2";
  return (await asSuperuser(sql, role, state)).rowCount ?? 0;
}

function asSuperuser(sql: string, ...values: string[]) {
  return withClient(database.adminUrl, (client) => client.query(sql, values));
}

/** Processes of pg_restore that have the directory in their arguments. */
function toolsIn(directory: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "latin1").includes(directory);
      } catch {
        return false;
      }
    })
    .map(Number);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const patience = Date.now() + 20_000; !(await condition()); await pause(50)) assert.ok(Date.now() < patience);
}
