import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { archiveOf, type Clinic, contentOf, leftovers, openClinic, putUpload, runToEnd, usualSql } from "#tests/imports.ts";
import { prepareHouse } from "#tests/scopes.ts";
import { readImportLog } from "./queries.ts";
import { requestImport } from "./request.ts";

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

describe("テストインポート", () => {
  test("restores beside, counts, and leaves nothing; what is in use stays as it was", async () => {
    const before = await contentOf(clinic.live);
    const uploadId = await putUpload(clinic.scope, archive);
    const { id } = await requestImport(clinic.scope, { requestId: randomUUID(), uploadId, kind: "test" });
    const ended = await runToEnd(clinic.scope, id);
    assert.equal(ended.state, "done", `${ended.sentence}\n${(await readImportLog(clinic.scope, id)).text}`);
    assert.equal(ended.report?.differences, 0);
    assert.equal(await contentOf(clinic.live), before);
    assert.deepEqual(await leftovers(database.adminUrl, id), []);
  });
});
