import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, test } from "node:test";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { archiveOf, askForImport, type Clinic, contentOf, leftovers, openClinic, untilState, usualSql } from "#tests/imports.ts";
import { prepareHouse } from "#tests/scopes.ts";
import { getImport } from "./queries.ts";

let database: TestDatabase;
const clinics: Clinic[] = [];
const workers: ChildProcess[] = [];

before(async () => {
  database = await openTestDatabase();
  await prepareHouse();
  for (let number = 101; number <= 110; number++) clinics.push(await openClinic(database.adminUrl, `u00000${number}`));
});
after(async () => {
  for (const worker of workers) worker.kill("SIGKILL");
  await stopJobSender();
  await database.close();
});

function startWorker(): ChildProcess {
  const worker = spawn(process.execPath, ["server/worker/main.ts"], { cwd: packageRoot, stdio: "ignore" });
  workers.push(worker);
  return worker;
}

test("ten clinics' imports and two workers, of which one is told to stop in the middle: each import is done, once", async () => {
  const archive = await archiveOf(usualSql("新しい", 300));
  const ids = await Promise.all(clinics.map((clinic) => askForImport(clinic, archive)));
  const first = startWorker();
  startWorker();
  await Promise.any(ids.map((id) => untilState(id, "done")));
  first.kill("SIGTERM");
  assert.deepEqual(await once(first, "exit"), [0, null]);
  const contents = new Set<string>();
  for (const [index, { scope, live }] of clinics.entries()) {
    const id = ids[index] ?? assert.fail();
    await untilState(id, "done");
    const { state, sentence } = await getImport(scope, id);
    assert.equal(state, "done", sentence ?? "");
    for (const action of ["imports:swap", "imports:complete"])
      assert.equal(await systemDb().auditEntry.count({ where: { action, facts: { path: ["id"], equals: id } } }), 1, action);
    assert.deepEqual(await leftovers(database.adminUrl, id), []);
    contents.add(await contentOf(live));
  }
  assert.equal(contents.size, 1);
});
