import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { execute } from "#lib/platform/execute.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { untilState } from "#tests/imports.ts";
import { openOwnPortal } from "#tests/own-portal.ts";
import { Turns } from "#tests/turns.ts";
import { getImport } from "./queries.ts";

let home: string;
/** Looks on: without a worker. Its PostgreSQL is what a portal that was killed leaves behind. */
let witness: AsyncDisposable;
let portal: ChildProcess | undefined;
let turns: Turns;

before(async () => {
  home = mkdtempSync(path.join(tmpdir(), "portal-crash-"));
  witness = await openOwnPortal(home);
  turns = await Turns.open(superuserUrl(readRecord(home) ?? assert.fail()));
  portal = await startPortal();
});
after(async () => {
  if (portal) await kill(portal);
  await witness[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

/** Until it takes jobs. */
async function startPortal(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ["tests/portal-child.ts", home], {
    cwd: packageRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await Promise.race([once(child.stdout, "data"), once(child, "exit").then(() => assert.fail("no portal"))]);
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

/** What still runs of pg_restore and pg_dump on this PostgreSQL. */
async function toolsLeft(): Promise<string[]> {
  const { port } = readRecord(home) ?? assert.fail();
  const { output } = await execute("pgrep", ["-f", "-a", "^[^ ]*pg_(restore|dump) "]);
  return output.split("\n").filter((line) => line.includes(`:${port}/`));
}

describe("the portal is killed, the data is the old or the new, and the next portal goes on with the import:", () => {
  for (const phase of ["checking", "restoring", "comparing", "securing", "swapping"] as const) {
    test(`at the beginning of ${phase}`, async () => {
      const turn = await turns.ask();
      await untilState(turn.id, phase);
      await kill(portal ?? assert.fail());
      await turns.requireWhole(turn, phase);
      portal = await startPortal();
      await untilState(turn.id, "done");
      await turns.requireEnded(turn, await getImport(turns.clinic.scope, turn.id), phase);
      assert.deepEqual(await toolsLeft(), []);
    });
  }
});
