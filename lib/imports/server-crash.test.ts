import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { execute } from "#lib/platform/execute.ts";
import { openCluster } from "#server/postgres/cluster.ts";
import { withClient } from "#server/postgres/connect.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { runToEnd, untilState } from "#tests/imports.ts";
import { openOwnPortal } from "#tests/own-portal.ts";
import { Turns } from "#tests/turns.ts";
import type { ImportState } from "./model.ts";
import { runImport } from "./run.ts";

/** More of them show more: TRIALS=20. */
const trials = Number(process.env.TRIALS ?? 4);

let home: string;
let portal: AsyncDisposable;
let turns: Turns;

before(async () => {
  home = mkdtempSync(path.join(tmpdir(), "server-crash-"));
  // With fsync, as every portal has it: what PostgreSQL has said is done is on the disk.
  portal = await openOwnPortal(home);
  turns = await Turns.open(superuserUrl(readRecord(home) ?? assert.fail()));
});
after(async () => {
  await portal[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

/**
 * Before it recovers, a server brings each file of all these databases to the disk, and that takes it many seconds. Only
 * the machine's own death would ask for it: of a server that was killed the system still has every byte.
 */
async function restartServer(): Promise<void> {
  const { directory } = readRecord(home) ?? assert.fail();
  appendFileSync(path.join(directory, "postgresql.auto.conf"), "fsync = off\n");
  const { adminUrl } = await openCluster(home, () => undefined);
  await withClient(adminUrl, async (client) => {
    await client.query("ALTER SYSTEM RESET fsync");
    await client.query("SELECT pg_reload_conf()");
  });
}

/** The postmaster and every process of it, at once. */
async function killServer(): Promise<void> {
  const { directory } = readRecord(home) ?? assert.fail();
  const postmaster = Number(readFileSync(path.join(directory, "postmaster.pid"), "utf8").split("\n")[0]);
  const { output } = await execute("pgrep", ["-P", String(postmaster)]);
  for (const pid of [postmaster, ...output.trim().split("\n").map(Number)]) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has just ended.
    }
  }
}

async function survive(when: ImportState | number): Promise<void> {
  const turn = await turns.ask();
  const working = runImport({ orcamoId: "u00000452", id: turn.id }, { signal: new AbortController().signal }).catch(
    (error: unknown) => error,
  );
  await (typeof when === "number" ? pause(when) : untilState(turn.id, when));
  await killServer();
  await working;
  await restartServer();
  await turns.requireWhole(turn, `${when}`);
  await turns.requireEnded(turn, await runToEnd(turns.clinic.scope, turn.id), `${when}`);
}

describe("PostgreSQL is killed, the data is the old or the new, and the import goes on:", () => {
  for (const phase of ["checking", "restoring", "comparing", "securing", "swapping"] as const) {
    test(`at the beginning of ${phase}`, () => survive(phase));
  }

  test(`${trials} times that nobody chose`, async () => {
    for (let trial = 0; trial < trials; trial++) await survive(randomInt(0, 1500));
  });
});
