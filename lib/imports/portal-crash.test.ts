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
import { openOwnPortal } from "#tests/own-portal.ts";
import { isOpen } from "./model.ts";
import { getImport } from "./queries.ts";

let home: string;
/** Looks on: without a worker. Its PostgreSQL is what a portal that was killed leaves behind. */
let witness: AsyncDisposable;
let portal: ChildProcess | undefined;
let clinic: Clinic;
let archives: [Buffer, Buffer];
/** The content in use, and which of the two archives comes next. */
let old: string;
let next = 0;
const contents: string[] = [];

before(async () => {
  home = mkdtempSync(path.join(tmpdir(), "portal-crash-"));
  witness = await openOwnPortal(home);
  clinic = await openClinic(adminUrl(), "u00000452");
  archives = [await archiveOf(usualSql("甲", 300)), await archiveOf(usualSql("乙", 400))];
  for (const index of [0, 1]) {
    assert.equal((await runToEnd(clinic.scope, await ask(index))).state, "done");
    contents.push(await contentOf(clinic.live));
  }
  old = contents[1] ?? assert.fail();
  portal = await startPortal();
});
after(async () => {
  if (portal) await kill(portal);
  await witness[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

function adminUrl(): string {
  return superuserUrl(readRecord(home) ?? assert.fail());
}

function ask(index: number): Promise<string> {
  return askForImport(clinic, archives[index] ?? assert.fail());
}

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
      const index = next;
      next = 1 - next;
      const wanted = contents[index];
      const id = await ask(index);
      await untilState(id, phase);
      await kill(portal ?? assert.fail());
      const found = await contentOf(clinic.live);
      const { state } = await getImport(clinic.scope, id);
      assert.ok(found === wanted || (found === old && isOpen(state)), state);
      portal = await startPortal();
      await untilState(id, "done");
      const ended = await getImport(clinic.scope, id);
      assert.equal(ended.state, "done", ended.sentence ?? "");
      assert.equal(await contentOf(clinic.live), wanted);
      assert.deepEqual([...(await leftovers(adminUrl(), id)), ...(await toolsLeft())], []);
      old = wanted ?? assert.fail();
    });
  }
});
