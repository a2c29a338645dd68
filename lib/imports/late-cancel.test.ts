import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
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
import { getImport } from "./queries.ts";
import { runImport } from "./run.ts";

/** More of them show more: TRIALS=20. */
const trials = Number(process.env.TRIALS ?? 6);

let database: TestDatabase;
let clinic: Clinic;
/** The content in use, and which of the two archives comes next. */
let old: string;
let next = 0;
let archives: [Buffer, Buffer];
const contents: string[] = [];
/** Milliseconds from the safety dump's beginning to the swap. */
let usual: number;

before(async () => {
  database = await openTestDatabase();
  await prepareHouse();
  clinic = await openClinic(database.adminUrl, "u00000452");
  archives = [await archiveOf(usualSql("甲", 50)), await archiveOf(usualSql("乙", 60))];
  for (const index of [0, 1]) {
    const id = await ask(index);
    const ending = runToEnd(clinic.scope, id);
    await untilState(id, "securing");
    const began = performance.now();
    await untilState(id, "swapping");
    usual = performance.now() - began;
    assert.equal((await ending).state, "done");
    contents.push(await contentOf(clinic.live));
  }
  old = contents[1] ?? assert.fail();
});
after(async () => {
  await stopJobSender();
  await database.close();
});

function ask(index: number): Promise<string> {
  return askForImport(clinic, archives[index] ?? assert.fail());
}

/** @returns whether it was accepted */
async function cancel(id: string): Promise<boolean> {
  try {
    await cancelImport(clinic.scope, { id });
    return true;
  } catch (error) {
    assert.ok(isRefusal(error) && error.code === "IMPORT_TOO_LATE_TO_CANCEL", String(error));
    return false;
  }
}

test(`a cancel that races with the swap, ${trials} times: it is cancelled and all is as it was, or it is done and was refused`, async () => {
  for (let trial = 0; trial < trials; trial++) {
    const wanted = contents[next] ?? assert.fail();
    const id = await ask(next);
    const working = runImport({ orcamoId: "u00000452", id }, { signal: new AbortController().signal });
    await untilState(id, "securing");
    const delay = randomInt(Math.round(usual * 0.6), Math.round(usual * 1.2) + 1);
    await pause(delay);
    const accepted = await cancel(id);
    await working;
    const { state } = await getImport(clinic.scope, id);
    assert.equal(state, accepted ? "cancelled" : "done", `cancelled after ${delay} ms of ${usual}`);
    assert.equal(await contentOf(clinic.live), accepted ? old : wanted);
    assert.deepEqual(await leftovers(database.adminUrl, id), []);
    if (accepted) continue;
    old = wanted;
    next = 1 - next;
  }
});
