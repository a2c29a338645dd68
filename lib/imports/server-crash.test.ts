import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { execute } from "#lib/platform/execute.ts";
import { openCluster } from "#server/postgres/cluster.ts";
import { readRecord, superuserUrl } from "#server/postgres/record.ts";
import {
  archiveOf,
  type Clinic,
  contentOf,
  leftovers,
  openClinic,
  putUpload,
  runToEnd,
  untilState,
  usualSql,
} from "#tests/imports.ts";
import { openOwnPortal } from "#tests/own-portal.ts";
import { isOpen } from "./model.ts";
import { getImport } from "./queries.ts";
import { requestImport } from "./request.ts";
import { runImport } from "./run.ts";

let home: string;
let portal: AsyncDisposable;
let clinic: Clinic;
let archives: [Buffer, Buffer];

before(async () => {
  home = mkdtempSync(path.join(tmpdir(), "server-crash-"));
  // With fsync, as every portal has it: what PostgreSQL has said is done is on the disk.
  portal = await openOwnPortal(home);
  clinic = await openClinic(adminUrl(), "u00000452");
  archives = [await archiveOf(usualSql("甲", 300)), await archiveOf(usualSql("乙", 400))];
});
after(async () => {
  await portal[Symbol.asyncDispose]();
  rmSync(home, { recursive: true, force: true });
});

function adminUrl(): string {
  return superuserUrl(readRecord(home) ?? assert.fail());
}

async function ask(index: number): Promise<string> {
  const { scope } = clinic;
  const uploadId = await putUpload(scope, archives[index] ?? assert.fail());
  const { id } = await requestImport(scope, { requestId: randomUUID(), uploadId, kind: "live", tenantName: scope.tenant.name });
  return id;
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

test("PostgreSQL killed at the swap and at times that nobody chose: the data is the old or the new, and the import goes on", async () => {
  const contents: string[] = [];
  for (const index of [0, 1]) {
    assert.equal((await runToEnd(clinic.scope, await ask(index))).state, "done");
    contents.push(await contentOf(clinic.live));
  }
  let old = contents[1];
  let index = 0;
  for (const when of ["swapping", ...Array.from({ length: 3 }, () => randomInt(0, 1500))] as const) {
    const id = await ask(index);
    const working = runImport({ orcamoId: "u00000452", id }, { signal: new AbortController().signal }).catch(
      (error: unknown) => error,
    );
    await (typeof when === "number" ? pause(when) : untilState(id, "swapping"));
    await killServer();
    await working;
    await openCluster(home, () => undefined);
    const wanted = contents[index];
    const found = await contentOf(clinic.live);
    const { state } = await getImport(clinic.scope, id);
    assert.ok(found === wanted || (found === old && isOpen(state)), `${when}: ${state}`);
    const ended = await runToEnd(clinic.scope, id);
    assert.equal(ended.state, "done", `${when}: ${ended.sentence}`);
    assert.equal(await contentOf(clinic.live), wanted);
    assert.deepEqual(await leftovers(adminUrl(), id), []);
    old = wanted;
    index = 1 - index;
  }
});
