import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { removeUpload } from "#lib/uploads/remove.ts";
import { badArchives } from "#tests/archives/bad.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { type Clinic, contentOf, leftovers, openClinic, putUpload, runToEnd } from "#tests/imports.ts";
import { prepareHouse } from "#tests/scopes.ts";
import { readImportLog } from "./queries.ts";
import { requestImport } from "./request.ts";

let database: TestDatabase;
let clinic: Clinic;
let inUse: string;

before(async () => {
  // What waits for ever is ended by the limit of an import: here after seven seconds.
  process.env.PORTAL_IMPORT_MAX_HOURS = "0.002";
  database = await openTestDatabase({ ownServer: true });
  await prepareHouse();
  clinic = await openClinic(database.adminUrl, "u00000452");
  inUse = await contentOf(clinic.live);
});
after(async () => {
  assert.equal(await contentOf(clinic.live), inUse);
  await stopJobSender();
  await database.close();
});

/** An empty file is refused before it is brought. However it ends: the data in use is what it was, and nothing of the import stays but its row and its log. */
describe("an import of", () => {
  for (const { name, bytes, stage, reason } of badArchives.filter((each) => each.reason !== "ARCHIVE_EMPTY")) {
    test(name, async () => {
      const { scope } = clinic;
      const uploadId = await putUpload(scope, await bytes());
      const kind = stage === "accepted" ? "test" : "live";
      const { id } = await requestImport(scope, { requestId: randomUUID(), uploadId, kind, tenantName: scope.tenant.name });
      const ended = await runToEnd(scope, id);
      const { text } = await readImportLog(scope, id);
      const story = `${ended.reason} ${ended.sentence}\n${text}`;
      assert.equal(ended.state, stage === "accepted" ? "done" : "failed", story);
      if (reason) assert.equal(ended.reason, reason, story);
      if (stage === "restore") assert.match(ended.reason ?? "", /^(?:RESTORE_|IMPORT_TIME)/, story);
      if (ended.state === "failed") {
        assert.match(ended.sentence ?? "", /。$/);
        assert.doesNotMatch(ended.sentence ?? "", /undefined|NaN|予期しない異常/, story);
        assert.ok(text.includes(ended.sentence ?? assert.fail()), story);
      }
      assert.doesNotMatch(text, /[\p{Cf}\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u);
      assert.deepEqual(await leftovers(database.adminUrl, id), []);
      // A clinic keeps fifty at most.
      await removeUpload(scope, { id: uploadId });
    });
  }
});
