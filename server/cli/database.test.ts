import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { systemScope } from "#lib/access/system-scope.ts";
import { ensureTenantDatabase } from "#lib/databases/ensure.ts";
import { sweepDumps } from "#lib/dumps/sweep.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { withClient } from "#server/postgres/connect.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { dump, openRichScratch } from "#tests/archives/dump.ts";
import { testClusterUrl } from "#tests/cluster.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import * as house from "#tests/scopes.ts";

let database: TestDatabase;
let clinic: Scope;
let home: string;
let file: string;
/** Of the live database, as the superuser. */
let live: string;
const workers = new Set<ChildProcess>();

before(async () => {
  database = await openTestDatabase();
  await house.prepareHouse();
  await house.makeTenant("u00000452");
  clinic = await systemScope("u00000452", "test");
  const { name } = await ensureTenantDatabase(clinic);
  live = Object.assign(new URL(await testClusterUrl()), { pathname: `/${name}` }).href;
  home = mkdtempSync(path.join(tmpdir(), "portal-cli-"));
  file = path.join(home, "orca.dump");
  await using rich = await openRichScratch();
  writeFileSync(file, await dump(rich));
});
after(async () => {
  for (const worker of workers) worker.kill("SIGKILL");
  rmSync(home, { recursive: true });
  await stopJobSender();
  await database.close();
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly error: string;
}

/** @param onError what to do when standard error says a word */
function portal(
  args: readonly string[],
  settings: Record<string, string> = {},
  onError?: (said: string, child: ChildProcess) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, ["server/cli.ts", ...args], { cwd: packageRoot, env: { ...process.env, ...settings } });
  let out = "";
  let error = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    error += text;
    onError?.(error, child);
  });
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, error })));
}

async function startWorkerProcess(): Promise<ChildProcess> {
  const worker = spawn(process.execPath, ["server/worker/main.ts"], {
    cwd: packageRoot,
    env: { ...process.env, PORTAL_LOG: "info" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  workers.add(worker);
  await new Promise<void>((resolve, reject) => {
    const hear = (text: Buffer) => text.includes("worker-started") && resolve();
    worker.stdout.on("data", hear);
    worker.stderr.on("data", hear);
    worker.once("exit", () => reject(new Error("the worker ended")));
  });
  return worker;
}

async function stop(worker: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  workers.delete(worker);
  const ended = once(worker, "exit");
  worker.kill(signal);
  await ended;
}

const waiting = ["database", "dump", "--tenant", "u00000452", "--wait"];

describe("database check", () => {
  test("accepts a good file, where no portal was ever started: 0, and everything about it", async () => {
    const { code, out } = await portal(["database", "check", file, "--json"], { PORTAL_DATA_DIR: path.join(home, "none") });
    assert.equal(code, 0, out);
    const facts = JSON.parse(out);
    assert.equal(facts.accepted, true);
    assert.equal(facts.encoding, "UTF8");
    const insurance = facts.tables.find(({ table }: { table: string }) => table === "別スキーマ.保険");
    assert.equal(insurance?.rows, 3);
    assert.ok(insurance.bytes > 0);
    const words = await portal(["database", "check", file]);
    assert.match(words.out, /^accepted: PostgreSQL .*\nencoding UTF8/);
    assert.match(words.out, / {2}public\.patients {2}5000 rows {2}\d+ bytes/);
  });

  test("refuses a bad one: 1, with reason and sentence", async () => {
    const half = path.join(home, "half.dump");
    const whole = readFileSync(file);
    writeFileSync(half, whole.subarray(0, whole.length / 2));
    const { code, out } = await portal(["database", "check", half, "--json"]);
    assert.equal(code, 1);
    const { accepted, reason, sentence } = JSON.parse(out);
    assert.deepEqual({ accepted, reason }, { accepted: false, reason: "ARCHIVE_TRUNCATED" });
    assert.match(sentence, /で切れています/);
    assert.match((await portal(["database", "check", half])).out, /^refused: ARCHIVE_TRUNCATED\n.*切れています/);
  });

  test("asked wrongly: 2", async () => {
    for (const [args, sentence] of [
      [["database", "check"], /FILE missing/],
      [["database", "check", "/no/such/file"], /cannot be read \(ENOENT\)/],
      [["database", "check", home], /is not a file/],
      [["database", "check", file, "more"], /Unexpected argument 'more'/],
      [["database", "dump", "--tenant", "u00000452", "more"], /Unexpected argument/],
      [["database", "import", "--tenant", "u00000452"], /FILE missing/],
      [["database", "dump", "--wait"], /--tenant missing/],
    ] as const) {
      const { code, error } = await portal(args);
      assert.equal(code, 2, error);
      assert.match(error, sentence);
    }
  });
});

describe("database dump", () => {
  test("that nobody works on says so; Ctrl-C ends the watching and nothing else", async () => {
    const { code, out, error } = await portal(waiting, {}, (said, child) => {
      if (said.includes("No worker is running") && !said.includes("No longer watched")) child.kill("SIGINT");
    });
    assert.equal(code, 130, error);
    assert.match(error, /npm run worker/);
    assert.match(error, /it goes on by itself\. To look again: .*database list --tenant u00000452/);
    assert.match(out, /待機中/);
    const again = await portal(["database", "dump", "--tenant", "u00000452", "--json"]);
    assert.equal(again.code, 1);
    assert.equal(JSON.parse(again.out).refused, "DUMP_RUNNING");
    assert.equal(await systemDb().databaseDump.count({ where: { state: "waiting" } }), 1);
  });

  test("of a worker that is killed in the middle is made by the next", async () => {
    const first = await startWorkerProcess();
    await withClient(live, async (client) => {
      await client.query(
        "CREATE TABLE held (id int); INSERT INTO held VALUES (1); BEGIN; LOCK TABLE held IN ACCESS EXCLUSIVE MODE",
      );
      await until(() => systemDb().databaseDump.count({ where: { state: "running" } }));
      await stop(first, "SIGKILL");
      await client.query("COMMIT");
    });
    // As the sweep of each minute finds it.
    await systemPool().query(`UPDATE database_dumps SET "heartbeatAt" = now() - interval '2 minutes'`);
    await sweepDumps(systemClock);
    const second = await startWorkerProcess();
    await until(() => systemDb().databaseDump.count({ where: { state: "done", attempt: 2 } }));
    await stop(second);
  });

  test("with a worker is waited for: lines on standard error, the answer alone on standard output", async () => {
    const worker = await startWorkerProcess();
    const { code, out, error } = await portal([...waiting, "--json"]);
    await stop(worker);
    assert.equal(code, 0, error);
    const facts = JSON.parse(out);
    assert.equal(facts.state, "done");
    assert.match(facts.sha256, /^[0-9a-f]{64}$/);
    assert.match(error, /^ダンプ済み$/m);
    const list = await portal(["database", "list", "--tenant", "u00000452"]);
    assert.equal(list.code, 0);
    assert.match(list.out, /dumps: 2\n.*ダンプ済み {2}手動 {2}u00000452_\d{8}_\d{6}\.dump/);
  });
});

describe("database import and rollback", () => {
  test("a test import is waited for, and says what came of it", async () => {
    const worker = await startWorkerProcess();
    const { code, out, error } = await portal([
      "database",
      "import",
      file,
      "--tenant",
      "u00000452",
      "--test",
      "--wait",
      "--json",
    ]);
    await stop(worker);
    assert.equal(code, 0, error + out);
    const facts = JSON.parse(out);
    assert.deepEqual({ state: facts.state, kind: facts.kind }, { state: "done", kind: "test" });
    assert.equal(facts.report.totals.archiveRows, facts.report.totals.stagingRows);
    assert.match(error, /待機中|ファイルの検査中|データの復元中|件数の確認中/);
    assert.match(error, /^完了$/m);
  });

  test("without an import to go back from a rollback is refused, for a script, too", async () => {
    const { code, out } = await portal(["database", "rollback", "--tenant", "u00000452", "--json"]);
    assert.equal(code, 1);
    assert.equal(JSON.parse(out).refused, "ROLLBACK_NOT_POSSIBLE");
  });
});

async function until(condition: () => Promise<unknown>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await condition()); await new Promise((resolve) => setTimeout(resolve, 100))) {
    assert.ok(Date.now() < end, "waited for 30 seconds");
  }
}
