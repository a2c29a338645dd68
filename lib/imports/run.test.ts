import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { holdTenant } from "#lib/databases/hold.ts";
import { getDump } from "#lib/dumps/queries.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { openScratch } from "#tests/archives/dump.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { archiveOf, askForImport, type Clinic, contentOf, leftovers, openClinic, runToEnd, usualSql } from "#tests/imports.ts";
import { isCode, prepareHouse } from "#tests/scopes.ts";
import { discardStaging } from "./discard-staging.ts";
import { getImport, type ImportView, readImportLog } from "./queries.ts";
import { rollBackImport } from "./roll-back.ts";
import { runImport } from "./run.ts";

let database: TestDatabase;
let clinic: Clinic;
let archive: Buffer;

before(async () => {
  database = await openTestDatabase();
  await prepareHouse();
  clinic = await openClinic(database.adminUrl, "u00000452");
  archive = await archiveOf(usualSql("新しい", 50));
});
after(async () => {
  await stopJobSender();
  await database.close();
});

const sql = (name: string) => usualSql(name, 50);
const ask = (kind: "test" | "live", more: object = {}, bytes = archive) => askForImport(clinic, bytes, kind, more);
const done = async (id: string): Promise<ImportView> => {
  const ended = await runToEnd(clinic.scope, id);
  assert.equal(ended.state, "done", `${ended.sentence}\n${(await readImportLog(clinic.scope, id)).text}`);
  assert.deepEqual(await leftovers(database.adminUrl, id), ended.staging ? [ended.staging.name] : []);
  return ended;
};
const actions = async (id: string) => {
  const where = { action: { startsWith: "imports:" }, facts: { path: ["id"], equals: id } };
  const entries = await clinic.scope.db.auditEntry.findMany({ where, orderBy: { sequence: "asc" } });
  return entries.map(({ action }) => action);
};

describe("テストインポート", () => {
  test("restores beside, counts, and leaves nothing; what is in use stays as it was", async () => {
    const before = await contentOf(clinic.live);
    const id = await ask("test", { statedVersion: 15 });
    const { report, progress, hasLog, canRollBack, canDiscard } = await done(id);
    assert.equal(report?.differences, 0);
    const patients = report.tables.find(({ table }) => table === "public.patients");
    assert.deepEqual(patients, { table: "public.patients", archiveRows: 50, stagingRows: 50, liveRows: 20, change: "grown" });
    assert.deepEqual(report.largeObjects, { archive: 1, staging: 1 });
    assert.equal(await contentOf(clinic.live), before);
    assert.deepEqual([hasLog, canRollBack, canDiscard], [true, false, false]);
    assert.equal(progress?.done, 1);
    assert.deepEqual(await actions(id), ["imports:request", "imports:complete"]);
  });

  test("keeps what it restored to be looked at, until it is discarded", async () => {
    const { id, staging, canDiscard } = await done(await ask("test", { keepStaging: true }));
    assert.ok(staging && canDiscard);
    const kept = Object.assign(new URL(clinic.live), { pathname: `/${staging.name}` }).href;
    assert.equal(await contentOf(kept), await contentOfSql(sql("新しい")));
    await discardStaging(clinic.scope, { id });
    await discardStaging(clinic.scope, { id });
    assert.deepEqual(await leftovers(database.adminUrl, id), []);
    assert.equal((await getImport(clinic.scope, id)).staging, null);
  });

  test("of another version than was said fails with both, and leaves nothing", async () => {
    const id = await ask("test", { statedVersion: 9 });
    const ended = await runToEnd(clinic.scope, id);
    assert.deepEqual([ended.state, ended.reason], ["failed", "IMPORT_VERSION_DIFFERS"]);
    assert.match(ended.sentence ?? "", /（9）.*自動判定/);
    assert.deepEqual(await leftovers(database.adminUrl, id), []);
  });
});

describe("本番インポート", () => {
  test("swaps, sets the old database aside, and goes back to it, as it was", async () => {
    const before = await contentOf(clinic.live);
    const first = await done(await ask("live"));
    assert.equal(await contentOf(clinic.live), await contentOfSql(sql("新しい")));
    assert.ok(first.canRollBack && first.safetyDumpId && first.swappedAt);
    assert.deepEqual(await actions(first.id), ["imports:request", "imports:swap", "imports:complete"]);
    assert.equal((await getDump(clinic.scope, first.safetyDumpId)).state, "done");
    // A double click: whichever comes second may find the clinic held.
    const twice = [rollBackImport(clinic.scope, first), rollBackImport(clinic.scope, first)];
    await Promise.all(twice.map((each) => each.catch(asBusy)));
    await rollBackImport(clinic.scope, first);
    assert.equal(await contentOf(clinic.live), before);
    const back = await getImport(clinic.scope, first.id);
    assert.deepEqual([back.state, back.canRollBack], ["rolledBack", false]);
    assert.equal((await actions(first.id)).at(-1), "imports:roll-back");
  });

  test("cannot be taken back once a later one has swapped; that one can", async () => {
    const first = await done(await ask("live"));
    const second = await done(await ask("live", {}, await archiveOf(sql("さらに新しい"))));
    const view = await getImport(clinic.scope, first.id);
    assert.deepEqual([view.canRollBack, view.rollBackUntil], [false, null]);
    await assert.rejects(rollBackImport(clinic.scope, first), isCode("ROLLBACK_NOT_POSSIBLE"));
    assert.equal((await getImport(clinic.scope, first.id)).state, "done");
    await rollBackImport(clinic.scope, second);
    assert.equal(await contentOf(clinic.live), await contentOfSql(sql("新しい")));
    assert.equal((await getImport(clinic.scope, first.id)).canRollBack, true);
  });

  test("waits in the queue while a dump has the clinic, and shows that somebody looks after it", async () => {
    const id = await ask("live");
    const hold = await holdTenant(clinic.scope.tenant.id);
    await runImport({ orcamoId: "u00000452", id }, { signal: new AbortController().signal });
    assert.equal((await getImport(clinic.scope, id)).state, "waiting");
    await hold?.release();
    assert.equal((await done(id)).attempt, 1);
  });

  test("reserved: nothing before its hour, then as any other", async () => {
    const evening = new Date(`${new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)}T11:00:00Z`);
    const id = await ask("live", { scheduledFor: evening });
    await runImport({ orcamoId: "u00000452", id }, { signal: new AbortController().signal });
    assert.equal((await getImport(clinic.scope, id)).state, "waiting");
    await systemDb().databaseImport.update({ where: { id }, data: { scheduledFor: new Date(Date.now() - 1000) } });
    await done(id);
  });
});

/** Of two presses at once the second may find the clinic taken by the first. */
function asBusy(error: unknown): void {
  assert.ok(isCode("DUMP_RUNNING")(error), String(error));
}

async function contentOfSql(text: string): Promise<string> {
  await using scratch = await openScratch(text);
  return await contentOf(scratch.url);
}
