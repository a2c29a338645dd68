import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { packageRoot } from "#server/start/package-root.ts";
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
import { type ImportState, isOpen } from "./model.ts";
import { getImport } from "./queries.ts";

let database: TestDatabase;
let clinic: Clinic;
/** Two contents that take turns: one is in use, the other is on its way in. */
let archives: [Buffer, Buffer];
let next = 0;
let old: string;
const contents = new Map<number, string>();

before(async () => {
  database = await openTestDatabase();
  await prepareHouse();
  clinic = await openClinic(database.adminUrl, "u00000452");
  archives = [await archiveOf(usualSql("甲", 300)), await archiveOf(usualSql("乙", 400))];
  for (const index of [0, 1]) {
    await runToEnd(clinic.scope, await ask(index));
    contents.set(index, await contentOf(clinic.live));
  }
  old = contents.get(1) ?? assert.fail();
});
after(async () => {
  await stopJobSender();
  await database.close();
});

function ask(index: number): Promise<string> {
  return askForImport(clinic, archives[index] ?? assert.fail());
}

/** The other content than that in use. */
async function askForOther(): Promise<{ id: string; wanted: string }> {
  const index = next;
  next = 1 - next;
  return { id: await ask(index), wanted: contents.get(index) ?? assert.fail() };
}

function startWorker(id: string): ChildProcess {
  return spawn(process.execPath, ["tests/import-child.ts", "u00000452", id], { cwd: packageRoot, stdio: "ignore" });
}

/**
 * Until a worker has begun: its own start takes a time that proves nothing. One that finds the dead one's lock still there
 * has left again, as it leaves a job of the queue, and the next one comes.
 */
async function startTaking(id: string): Promise<ChildProcess> {
  const { attempt } = await getImport(clinic.scope, id);
  let worker = startWorker(id);
  for (const end = Date.now() + 60_000; (await getImport(clinic.scope, id)).attempt === attempt; await pause(5)) {
    assert.ok(Date.now() < end, "no worker has taken the import");
    if (worker.exitCode !== null) worker = startWorker(id);
  }
  return worker;
}

async function kill(worker: ChildProcess): Promise<void> {
  worker.kill("SIGKILL");
  if (worker.exitCode === null && worker.signalCode === null) await once(worker, "exit");
}

describe("a worker that is killed at the beginning of a phase leaves the old data or the new, and another goes on:", () => {
  const phases: readonly ImportState[] = ["checking", "restoring", "comparing", "securing", "swapping", "done"];
  for (const phase of phases) {
    test(phase, async () => {
      const { id, wanted } = await askForOther();
      const worker = startWorker(id);
      await untilState(id, phase);
      await kill(worker);
      const found = await contentOf(clinic.live);
      assert.ok(found === old || found === wanted);
      const ended = await runToEnd(clinic.scope, id);
      assert.equal(ended.state, "done", ended.sentence ?? "");
      assert.equal(await contentOf(clinic.live), wanted);
      assert.deepEqual(await leftovers(database.adminUrl, id), []);
      old = wanted;
    });
  }
});

test("killed at 20 times that nobody chose, an import leaves the old data or the new, and ends as done or with its reason", async () => {
  let kills = 0;
  const ends: string[] = [];
  while (kills < 20) {
    const { id, wanted } = await askForOther();
    for (let death = 0; death < 3 && kills < 20 && isOpen((await getImport(clinic.scope, id)).state); death++) {
      const worker = await startTaking(id);
      const delay = randomInt(0, 1500);
      await pause(delay);
      await kill(worker);
      kills++;
      const { state } = await getImport(clinic.scope, id);
      const found = await contentOf(clinic.live);
      assert.ok(found === wanted || (found === old && state !== "done"), `killed after ${delay} ms, ${state}`);
      ends.push(`${delay}:${state}`);
    }
    const ended = await runToEnd(clinic.scope, id);
    const found = await contentOf(clinic.live);
    const story = `${ended.state} ${ended.reason} ${ends.join(" ")}`;
    if (ended.state === "failed") {
      assert.equal(ended.reason, "IMPORT_ATTEMPTS", story);
      assert.equal(found, old, story);
      next = 1 - next;
    } else {
      assert.equal(ended.state, "done", story);
      assert.equal(found, wanted, story);
      old = wanted;
    }
    assert.deepEqual(await leftovers(database.adminUrl, id), [], story);
  }
});
