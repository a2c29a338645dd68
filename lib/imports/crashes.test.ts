import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { runToEnd, untilState } from "#tests/imports.ts";
import { prepareHouse } from "#tests/scopes.ts";
import { Turns } from "#tests/turns.ts";
import { type ImportState, isOpen } from "./model.ts";
import { getImport } from "./queries.ts";

let database: TestDatabase;
let turns: Turns;

before(async () => {
  database = await openTestDatabase();
  await prepareHouse();
  turns = await Turns.open(database.adminUrl);
});
after(async () => {
  await stopJobSender();
  await database.close();
});

function startWorker(id: string): ChildProcess {
  return spawn(process.execPath, ["tests/import-child.ts", "u00000452", id], { cwd: packageRoot, stdio: "ignore" });
}

/**
 * Until a worker has begun: its own start takes a time that proves nothing. One that finds the dead one's lock still there
 * has left again, as it leaves a job of the queue, and the next one comes.
 */
async function startTaking(id: string): Promise<ChildProcess> {
  const { attempt } = await getImport(turns.clinic.scope, id);
  let worker = startWorker(id);
  for (const end = Date.now() + 60_000; (await getImport(turns.clinic.scope, id)).attempt === attempt; await pause(5)) {
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
      const turn = await turns.ask();
      const worker = startWorker(turn.id);
      await untilState(turn.id, phase);
      await kill(worker);
      await turns.requireWhole(turn, phase);
      await turns.requireEnded(turn, await runToEnd(turns.clinic.scope, turn.id), phase);
    });
  }
});

test("killed at 20 times that nobody chose, an import leaves the old data or the new, and ends as done or with its reason", async () => {
  let kills = 0;
  const ends: string[] = [];
  while (kills < 20) {
    const turn = await turns.ask();
    const isGoingOn = async () => isOpen((await getImport(turns.clinic.scope, turn.id)).state);
    for (let death = 0; death < 3 && kills < 20 && (await isGoingOn()); death++) {
      const worker = await startTaking(turn.id);
      const delay = randomInt(0, 1500);
      await pause(delay);
      await kill(worker);
      kills++;
      ends.push(`${delay}:${await turns.requireWhole(turn, `killed after ${delay} ms`)}`);
    }
    await turns.requireEnded(turn, await runToEnd(turns.clinic.scope, turn.id), ends.join(" "), "IMPORT_ATTEMPTS");
  }
});
