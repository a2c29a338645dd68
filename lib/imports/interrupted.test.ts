import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { holdTenant } from "#lib/databases/hold.ts";
import { execute } from "#lib/platform/execute.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { withClient } from "#server/postgres/connect.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { badArchives } from "#tests/archives/bad.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import {
  archiveOf,
  askForImport,
  type Clinic,
  contentOf,
  leftovers,
  openClinic,
  runToEnd,
  untilState,
  usualSql,
} from "#tests/imports.ts";
import { prepareHouse } from "#tests/scopes.ts";
import { cancelImport } from "./cancel.ts";
import type { ImportState } from "./model.ts";
import { getImport } from "./queries.ts";
import { runImport } from "./run.ts";

let database: TestDatabase;
let clinic: Clinic;
let archive: Buffer;
/** Whose restore goes on until it is ended. */
let endless: Buffer;
let inUse: string;

before(async () => {
  database = await openTestDatabase();
  await prepareHouse();
  clinic = await openClinic(database.adminUrl, "u00000452");
  archive = await archiveOf(usualSql("新しい", 2000));
  endless = (await badArchives.find(({ name }) => name === "a constraint that waits")?.bytes()) ?? assert.fail();
});
beforeEach(async () => {
  inUse = await contentOf(clinic.live);
});
afterEach(async () => {
  await systemDb().tenant.updateMany({ data: { state: "active" } });
  await systemDb().user.updateMany({ data: { state: "active" } });
  await systemPool().query("DELETE FROM pgboss.job");
});
after(async () => {
  await stopJobSender();
  await database.close();
});

const ask = (bytes: Buffer, kind: "test" | "live" = "live") => askForImport(clinic, bytes, kind);
const work = (id: string, signal = new AbortController().signal) => runImport({ orcamoId: "u00000452", id }, { signal });
const row = (id: string) => systemDb().databaseImport.findUniqueOrThrow({ where: { id } });
const jobs = async () => (await systemPool().query("SELECT FROM pgboss.job WHERE name = 'run-import'")).rowCount;
const nothingLeft = async (id: string) => assert.deepEqual(await leftovers(database.adminUrl, id), []);

describe("a cancel holds in each phase, or says that it is too late: while", () => {
  for (const phase of ["checking", "restoring", "comparing", "securing", "swapping"] as const) {
    test(phase, async () => {
      const id = await ask(archive);
      const working = work(id);
      await untilState(id, phase);
      const accepted = await cancelImport(clinic.scope, { id }).then(
        () => true,
        (error) => {
          assert.ok(isRefusal(error) && error.code === "IMPORT_TOO_LATE_TO_CANCEL", String(error));
          return false;
        },
      );
      await working;
      const { state } = await row(id);
      assert.equal(state, accepted ? "cancelled" : "done");
      assert.equal((await contentOf(clinic.live)) === inUse, accepted);
      await nothingLeft(id);
      if (phase === "restoring") assert.ok(accepted);
      if (phase === "swapping") assert.ok(!accepted);
      // What is in use again for the next.
      if (!accepted) inUse = await contentOf(clinic.live);
    });
  }

  test("a restore that would go on for an hour: it ends within seconds, and its tool too", async () => {
    const id = await ask(endless);
    const working = work(id);
    await toolOf(id);
    await cancelImport(clinic.scope, { id });
    const asked = performance.now();
    await working;
    assert.ok(performance.now() - asked < 20_000);
    assert.equal((await row(id)).state, "cancelled");
    await nothingLeft(id);
  });
});

describe("who may no longer, changes nothing:", () => {
  const stops: Record<string, [ImportState, reason: string, () => Promise<unknown>]> = {
    "the clinic is stopped": [
      "restoring",
      "IMPORT_TENANT_STOPPED",
      () => systemDb().tenant.updateMany({ where: { orcamoId: "u00000452" }, data: { state: "stopped" } }),
    ],
    "the person is stopped": [
      "restoring",
      "IMPORT_PERSON_STOPPED",
      () => systemDb().user.updateMany({ data: { state: "stopped" } }),
    ],
    "the person is only an auditor now": [
      "restoring",
      "IMPORT_PERSON_STOPPED",
      () => systemDb().user.updateMany({ data: { role: "auditor" } }),
    ],
  };
  for (const [name, [phase, reason, stop]] of Object.entries(stops)) {
    test(name, async () => {
      await systemDb().user.updateMany({ data: { role: "administrator" } });
      const id = await ask(archive);
      const working = work(id);
      await untilState(id, phase);
      await stop();
      await working;
      const { state, reason: said } = await row(id);
      assert.deepEqual([state, said], ["failed", reason]);
      assert.equal(await contentOf(clinic.live), inUse);
      await nothingLeft(id);
      await systemDb().user.updateMany({ data: { role: "administrator" } });
    });
  }

  test("a test import goes on when the person is stopped: it changes nothing", async () => {
    const id = await ask(archive, "test");
    const working = work(id);
    await untilState(id, "restoring");
    await systemDb().user.updateMany({ data: { state: "stopped" } });
    await working;
    assert.equal((await row(id)).state, "done");
  });
});

describe("what ends a worker, and not the import:", () => {
  test("it is stopped: the import is handed back at once, and that counts as no death", async () => {
    const id = await ask(endless);
    for (let stops = 1; stops <= 4; stops++) {
      await systemPool().query("DELETE FROM pgboss.job");
      const stopping = new AbortController();
      const working = work(id, stopping.signal);
      await toolOf(id);
      stopping.abort(new Error("the worker is being stopped"));
      await working;
      const { state, heartbeatAt, attempt, facts } = await row(id);
      assert.deepEqual(
        { state, heartbeatAt, attempt, facts },
        { state: "restoring", heartbeatAt: null, attempt: stops, facts: { handedBack: stops } },
      );
      assert.equal(await jobs(), 1);
      await nothingLeft(id);
    }
    await cancelImport(clinic.scope, { id });
    assert.equal((await runToEnd(clinic.scope, id)).state, "cancelled");
  });

  test("its lock is lost with the connection: all stops, and the next one goes on", async () => {
    const id = await ask(endless);
    const working = work(id);
    await toolOf(id);
    await withClient(database.adminUrl, (client) =>
      client.query(
        `SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
         WHERE l.locktype = 'advisory' AND d.datname = $1`,
        [`${database.prefix}admin`],
      ),
    );
    await working;
    assert.equal(await jobs(), 1);
    assert.equal((await row(id)).state, "restoring");
    await cancelImport(clinic.scope, { id });
    assert.equal((await runToEnd(clinic.scope, id)).state, "cancelled");
    await nothingLeft(id);
  });

  test("another attempt has taken it: the former ends and writes no word", async () => {
    const id = await ask(endless);
    const working = work(id);
    await toolOf(id);
    await systemDb().databaseImport.update({ where: { id }, data: { attempt: 2, log: "the second's\n" } });
    await working;
    const { state, attempt, log } = await row(id);
    assert.deepEqual([state, attempt, log], ["restoring", 2, "the second's\n"]);
    await cancelImport(clinic.scope, { id });
    assert.equal((await runToEnd(clinic.scope, id)).state, "cancelled");
    await nothingLeft(id);
  });

  test("pg_restore is killed: twice it is tried again, then it is said", async () => {
    const id = await ask(endless);
    for (let kills = 1; kills <= 3; kills++) {
      const working = work(id);
      process.kill(await toolOf(id), "SIGKILL");
      await working;
      if (kills < 3) assert.equal((await row(id)).state, "restoring");
    }
    const ended = await getImport(clinic.scope, id);
    assert.deepEqual([ended.state, ended.reason], ["failed", "RESTORE_KILLED"]);
    await nothingLeft(id);
  });

  test("three died on it: the fourth says so, and tries no more", async () => {
    const id = await ask(archive);
    await systemDb().databaseImport.update({ where: { id }, data: { state: "restoring", attempt: 3 } });
    const ended = await runToEnd(clinic.scope, id);
    assert.deepEqual([ended.state, ended.reason], ["failed", "IMPORT_ATTEMPTS"]);
    assert.equal(await contentOf(clinic.live), inUse);
  });

  test("two take the same import: one works, the other leaves it alone", async () => {
    const id = await ask(archive, "test");
    await Promise.all([work(id), work(id), work(id)]);
    const { state, attempt } = await row(id);
    assert.deepEqual([state, attempt], ["done", 1]);
  });

  test("one that runs elsewhere is not taken from its worker while that holds the clinic", async () => {
    const id = await ask(archive);
    await systemDb().databaseImport.update({ where: { id }, data: { state: "restoring", attempt: 1 } });
    const hold = await holdTenant(clinic.scope.tenant.id);
    await work(id);
    const { state, attempt } = await row(id);
    assert.deepEqual([state, attempt], ["restoring", 1]);
    await hold?.release();
    assert.equal((await runToEnd(clinic.scope, id)).state, "done");
  });
});

test("npm run worker takes imports from the queue; told to stop it hands one back, and the next worker goes on with it", async () => {
  const id = await ask(endless);
  const first = startWorker();
  await toolOf(id);
  first.kill("SIGTERM");
  assert.deepEqual(await once(first, "exit"), [0, null]);
  assert.equal((await row(id)).heartbeatAt, null);
  const second = startWorker();
  await toolOf(id);
  await cancelImport(clinic.scope, { id });
  await untilState(id, "cancelled");
  assert.equal((await row(id)).attempt, 2);
  const good = await ask(archive, "test");
  await untilState(good, "done");
  second.kill("SIGTERM");
  assert.deepEqual(await once(second, "exit"), [0, null]);
  assert.equal((await row(good)).state, "done");
  for (const each of [id, good]) await nothingLeft(each);
});

function startWorker(): ChildProcess {
  return spawn(process.execPath, ["server/worker/main.ts"], { cwd: packageRoot, stdio: "ignore" });
}

/** The pid of the pg_restore that fills the staging database of an import, once it has begun. */
async function toolOf(id: string): Promise<number> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    const { output } = await execute("pgrep", ["-x", "pg_restore", "--list-full"]);
    // The one that restores, not the second opinion of the check.
    const found = output.split("\n").find((line) => line.includes(id) && line.includes("--use-list"));
    if (found) return Number(found.split(" ")[0]);
  }
  return assert.fail("no pg_restore");
}
