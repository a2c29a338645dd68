import assert from "node:assert/strict";
import { createHash, randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { ensureTenantDatabase } from "#lib/databases/ensure.ts";
import { holdTenant } from "#lib/databases/hold.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { env } from "#lib/platform/env.ts";
import { execute } from "#lib/platform/execute.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { toolConnection } from "#lib/postgres/libpq.ts";
import { adminDatabase } from "#lib/postgres/tenant-server.ts";
import { readPieces } from "#lib/storage/read-pieces.ts";
import { writePiece } from "#lib/storage/sealed-file.ts";
import { withClient } from "#server/postgres/connect.ts";
import { openScratch, tool } from "#tests/archives/dump.ts";
import { testClusterUrl } from "#tests/cluster.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import * as house from "#tests/scopes.ts";
import { cancelDump } from "./cancel.ts";
import { makeSafetyDump } from "./make-safety-dump.ts";
import type { DumpProgress } from "./model.ts";
import { getDump } from "./queries.ts";
import { requestDump } from "./request.ts";
import { runDump } from "./run.ts";
import { newStoredDump, storedDump } from "./stored-file.ts";
import { sweepDumps } from "./sweep.ts";

let database: TestDatabase;
let clinic: Scope;
/** Of the live database, as the superuser. */
let live: string;

before(async () => {
  database = await openTestDatabase();
  await house.prepareHouse();
  clinic = { ...(await house.makeTenant("u00000452")), clock: systemClock };
  const { name } = await ensureTenantDatabase(clinic);
  live = Object.assign(new URL(await testClusterUrl()), { pathname: `/${name}` }).href;
  const rich = readFileSync(new URL("../../tests/archives/rich.sql", import.meta.url), "utf8");
  await withClient(live, (client) => client.query(`${rich}; ${severalPieces}`));
});
afterEach(async () => {
  await systemPool().query(`UPDATE database_dumps SET state = 'removed' WHERE state <> 'removed'; DELETE FROM pgboss.job`);
});
after(async () => {
  await stopJobSender();
  await database.close();
});

/** Fifteen megabytes that do not get smaller: more than one piece of the storage. */
const severalPieces = `CREATE TABLE filler AS
  SELECT i, sha256(i::text::bytea) || sha256((i || 'x')::bytea) AS bytes FROM generate_series(1, 200000) i`;

const request = async () => (await requestDump(clinic, { requestId: randomUUID() })).id;
const going = () => new AbortController().signal;
const run = (id: string, signal = going()) => runDump(clinic, { id }, { signal });
const row = (id: string) => systemDb().databaseDump.findUniqueOrThrow({ where: { id } });
const stored = () => readdirSync(path.join(env().storageDir, "dumps"), { recursive: true }).length;
const jobs = async () => (await systemPool().query(`SELECT start_after FROM pgboss.job WHERE name = 'run-dump'`)).rows;

/** Roles of dumps, and what lies in the jobs' directory: nothing of either outlives a dump. */
async function leftovers(): Promise<string[]> {
  const roles = await withClient(live, (client) =>
    client.query<{ rolname: string }>(
      `SELECT rolname FROM pg_roles r JOIN pg_database d ON datname = current_database()
       WHERE rolname LIKE 'dmp\\_%' AND has_database_privilege(r.oid, d.oid, 'CONNECT')`,
    ),
  );
  return [...roles.rows.map(({ rolname }) => rolname), ...readdirSync(path.join(env().dataDir, "jobs"))];
}

/** Makes pg_dump wait where it has begun: another has the table to itself. */
async function whileLocked(work: () => Promise<void>): Promise<void> {
  await withClient(live, async (client) => {
    await client.query("BEGIN; LOCK TABLE public.patients IN ACCESS EXCLUSIVE MODE");
    await work();
    await client.query("ROLLBACK").catch(() => undefined);
  });
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await condition()); await pause(50)) assert.ok(Date.now() < end, what);
}

/** The pid of the pg_dump that is at work for a dump. */
async function toolOf(id: string): Promise<number> {
  let found = 0;
  await until("no pg_dump", async () => {
    const { output } = await execute("pgrep", ["-f", `pg_dump .*${id}`]);
    const pids = output.trim().split("\n").filter(Boolean).map(Number);
    for (const pid of pids) {
      const name = readFileSync(`/proc/${pid}/comm`, "utf8").trim();
      if (name === "pg_dump") found = pid;
    }
    return found > 0;
  });
  return found;
}

describe("a dump", () => {
  test("imports here as it was: text dumps of both are equal", async () => {
    const id = await request();
    await run(id);
    const dump = await row(id);
    assert.equal(dump.state, "done", dump.reason ?? "");
    const chunks = await readPieces(
      storedDump(clinic, { ...dump, keyEnvelope: dump.keyEnvelope ?? assert.fail() }),
      Number(dump.size),
    ).toArray();
    const bytes = Buffer.concat(chunks as Buffer[]);
    assert.equal(createHash("sha256").update(bytes).digest("hex"), dump.sha256);
    assert.equal(bytes.subarray(0, 5).toString(), "PGDMP");
    assert.ok((dump.tables ?? 0) > 8);
    assert.ok(Number(dump.rows) >= 5703);
    const home = mkdtempSync(path.join(tmpdir(), "dump-test-"));
    const file = path.join(home, dump.fileName);
    await writeFile(file, bytes);
    await using copy = await openScratch("SELECT 1");
    const { args, env } = toolConnection(copy.url);
    const restored = await execute(await tool("pg_restore"), ["--exit-on-error", ...args, file], { env });
    rmSync(home, { recursive: true });
    assert.equal(restored.code, 0, restored.output);
    assert.equal(await asText(copy.url), await asText(live));
    assert.deepEqual(await leftovers(), []);
  });

  test("of a clinic that has nothing yet is made, too: it is what an import sets aside", async () => {
    const other: Scope = { ...(await house.makeTenant("u00000453")), clock: systemClock };
    await ensureTenantDatabase(other);
    const { id } = await requestDump(other, { requestId: randomUUID() });
    await runDump(other, { id }, { signal: going() });
    const { state, tables, rows, size } = await getDump(other, id);
    assert.deepEqual({ state, tables, rows }, { state: "done", tables: 0, rows: 0 });
    assert.ok(size && size > 0);
  });

  test("tells how far it is, and never less than before", async () => {
    const seen: DumpProgress[] = [];
    const { dumpId } = await makeSafetyDump(
      clinic,
      { importId: randomUUID() },
      { signal: going(), onProgress: (each) => seen.push(each) },
    );
    const all = seen.map(({ done }) => done);
    assert.deepEqual(
      all,
      all.toSorted((a, b) => a - b),
    );
    assert.deepEqual((await row(dumpId)).progress, { done: 1, bytesPerSecond: null, secondsLeft: 0 });
  });

  test("before an import is made anew when the import is tried again, and nothing of the former stays", async () => {
    const importId = randomUUID();
    const work = { signal: going(), onProgress: () => undefined };
    const { dumpId } = await makeSafetyDump(clinic, { importId }, work);
    const pieces = stored();
    const again = await makeSafetyDump(clinic, { importId }, work);
    assert.equal(again.dumpId, dumpId);
    assert.equal((await row(dumpId)).attempt, 2);
    assert.equal(stored(), pieces);
    assert.ok((await row(dumpId)).keepUntil);
  });

  test("before an import is made although another import died in the middle of its own", async () => {
    const work = { signal: going(), onProgress: () => undefined };
    const { dumpId: dead } = await makeSafetyDump(clinic, { importId: randomUUID() }, work);
    await systemDb().databaseDump.update({ where: { id: dead }, data: { state: "running", heartbeatAt: new Date() } });
    const { dumpId } = await makeSafetyDump(clinic, { importId: randomUUID() }, work);
    assert.equal((await row(dumpId)).state, "done");
    assert.equal((await row(dead)).reason, "DUMP_ABANDONED");
  });

  test("waits in the queue while an import has the clinic, and takes no worker", async () => {
    const id = await request();
    const hold = await holdTenant(clinic.tenant.id);
    await run(id);
    assert.equal((await row(id)).state, "waiting");
    assert.ok((await row(id)).heartbeatAt);
    assert.equal((await jobs()).length, 2);
    await run(id);
    assert.equal((await jobs()).length, 2, "one that waits is enough");
    await hold?.release();
    await run(id);
    assert.equal((await row(id)).state, "done");
  });

  test("that two workers take at once is made once", async () => {
    const id = await request();
    await Promise.all([run(id), run(id), run(id)]);
    assert.equal((await row(id)).state, "done");
    assert.equal((await row(id)).attempt, 1);
    await run(id);
    assert.equal((await row(id)).attempt, 1);
  });

  test("that is cancelled while it runs ends within seconds and leaves nothing", async () => {
    const id = await request();
    await whileLocked(async () => {
      const running = run(id);
      await toolOf(id);
      await cancelDump(clinic, { id });
      await running;
    });
    assert.equal((await row(id)).state, "cancelled");
    assert.deepEqual(await leftovers(), []);
  });

  test("goes on when the clinic is stopped meanwhile: it changes nothing, and who may have it is asked when it goes out", async () => {
    const id = await request();
    let running: Promise<void> | undefined;
    await whileLocked(async () => {
      running = run(id);
      await toolOf(id);
      await systemPool().query(`UPDATE tenants SET state = 'stopped' WHERE "orcamoId" = 'u00000452'`);
    });
    await running;
    await systemPool().query(`UPDATE tenants SET state = 'active' WHERE "orcamoId" = 'u00000452'`);
    assert.equal((await row(id)).state, "done");
  });
});

describe("whatever dies,", () => {
  test("pg_dump: it is tried again, and after the third time the row says what happened", async () => {
    const id = await request();
    for (const attempt of [1, 2, 3]) {
      await whileLocked(async () => {
        const running = run(id);
        process.kill(await toolOf(id), "SIGKILL");
        await running;
      });
      const { state, reason } = await row(id);
      assert.deepEqual(
        { attempt, state, reason },
        { attempt, ...(attempt < 3 ? { state: "waiting", reason: null } : { state: "failed", reason: "DUMP_KILLED" }) },
      );
    }
    assert.match((await getDump(clinic, id)).sentence ?? "", /もう一度ダンプを実行してください/);
    assert.deepEqual(await leftovers(), []);
  });

  test("its connections: it is tried again and made", async () => {
    const id = await request();
    await whileLocked(async () => {
      const running = run(id);
      await until("pg_dump did not connect", async () => {
        const { rowCount } = await withClient(live, (client) =>
          client.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pg_dump' AND datname = current_database()",
          ),
        );
        return (rowCount ?? 0) > 0;
      });
      await running;
    });
    assert.equal((await row(id)).state, "waiting");
    await run(id);
    assert.equal((await row(id)).state, "done");
  });

  test("the hold: the tool ends, the row stays for the next", async () => {
    const id = await request();
    await whileLocked(async () => {
      const running = run(id);
      await toolOf(id);
      await withClient(live, (client) =>
        client.query(
          `SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database
           WHERE locktype = 'advisory' AND granted AND datname = $1`,
          [adminDatabase()],
        ),
      );
      await assert.rejects(running);
    });
    assert.equal((await row(id)).state, "running");
    await run(id);
    assert.equal((await row(id)).state, "done");
    assert.equal((await row(id)).attempt, 2);
  });

  test("a worker that is stopped: its dump is the next one's", async () => {
    const id = await request();
    const stopping = new AbortController();
    await whileLocked(async () => {
      const running = run(id, stopping.signal);
      await toolOf(id);
      stopping.abort(new Error("the worker is being stopped"));
      await assert.rejects(running, /being stopped/);
    });
    await run(id);
    assert.equal((await row(id)).state, "done");
  });

  test("a worker that does not come back: the sweep finds the silence, and what it left in the storage", async () => {
    const id = await request();
    const silence = new Date(Date.now() - 120_000);
    await systemDb().databaseDump.update({ where: { id }, data: { state: "running", attempt: 1, heartbeatAt: silence } });
    await systemPool().query("DELETE FROM pgboss.job");
    await writePiece(newStoredDump(clinic, { id, attempt: 1 }).file, 0, Buffer.from("half"));
    await sweepDumps(systemClock);
    assert.equal((await row(id)).state, "waiting");
    assert.equal((await jobs()).length, 1);
    await sweepDumps(systemClock);
    assert.equal(stored(), 0);
    for (let attempt = 2; attempt <= 4; attempt++) {
      await systemDb().databaseDump.update({ where: { id }, data: { state: "running", attempt, heartbeatAt: silence } });
      await sweepDumps(systemClock);
    }
    await run(id);
    assert.equal((await row(id)).reason, "DUMP_ABANDONED");
  });

  test("a worker that does not come back, of a dump that is cancelled then: the sweep ends it", async () => {
    const id = await request();
    await systemDb().databaseDump.updateMany({ where: { id }, data: { state: "running", attempt: 1, heartbeatAt: new Date(0) } });
    await cancelDump(clinic, { id });
    assert.equal((await row(id)).state, "running");
    await sweepDumps(systemClock);
    const { state, finishedAt } = await row(id);
    assert.deepEqual([state, finishedAt instanceof Date], ["cancelled", true]);
  });

  test("the room in the storage: the row says so, and no piece stays", async () => {
    const id = await request();
    await sweepDumps(systemClock);
    const script = `
      const { systemScope } = await import("${import.meta.resolve("../access/system-scope.ts")}");
      const { runDump } = await import("${import.meta.resolve("./run.ts")}");
      await runDump(await systemScope("u00000452", "test"), { id: "${id}" }, { signal: new AbortController().signal });
      process.exit();`;
    // No file of more than 4 MiB for this process, but not for the tool that it starts.
    const limited = ["-c", 'ulimit -S -f 4096; exec "$0" --input-type=module -e "$1"', process.execPath, script];
    const { code, output } = await execute("bash", limited, { cwd: import.meta.dirname });
    assert.equal(code, 0, output);
    assert.equal((await row(id)).reason, "DUMP_DISK_FULL");
    assert.match((await getDump(clinic, id)).sentence ?? "", /空きが足りません/);
    assert.equal(stored(), 0);
    assert.deepEqual(await leftovers(), []);
  });

  test("an attempt that was taken over finishes nothing", async () => {
    const id = await request();
    await whileLocked(async () => {
      const running = run(id);
      await toolOf(id);
      await systemDb().databaseDump.update({ where: { id }, data: { attempt: { increment: 1 } } });
      await running;
    });
    const { state, attempt } = await row(id);
    assert.deepEqual({ state, attempt }, { state: "running", attempt: 2 });
    assert.deepEqual(await leftovers(), []);
  });
});

/** Everything in it, as SQL; without the random word that newer tools put around it. */
async function asText(url: string): Promise<string> {
  const { args, env } = toolConnection(url);
  const { code, output } = await execute(await tool("pg_dump"), ["--no-owner", "--no-privileges", ...args], { env });
  assert.equal(code, 0, output.slice(0, 1000));
  return output.replaceAll(/^\\(?:un)?restrict .*$/gm, "");
}
