import assert from "node:assert/strict";
import { test } from "node:test";
import { SwapBlocked } from "#lib/databases/model.ts";
import { DumpFailure } from "#lib/dumps/failure.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import { StoredFileError } from "#lib/storage/read-pieces.ts";
import { ImportFailure } from "./failure.ts";
import { asFailure, mayPass } from "./judge-cause.ts";
import { importSentence } from "./reason-words.ts";

const codes = (code: string) => Object.assign(new Error(code), { code });

/** What ended an attempt, and the reason that is shown; undefined where it is a bug. */
const causes: Record<string, [cause: unknown, reason: string | undefined]> = {
  "a reason of its own": [new ImportFailure("ARCHIVE_EMPTY"), "ARCHIVE_EMPTY"],
  "the dump before the swap": [new DumpFailure("DUMP_DISK_FULL"), "DUMP_DISK_FULL"],
  "a stored file that is another": [new StoredFileError("x"), "UPLOAD_HASH_DIFFERS"],
  "a file that was taken back": [new Refusal("UPLOAD_GONE"), "UPLOAD_GONE"],
  "a row that is gone": [new Refusal("NOT_FOUND"), "UPLOAD_GONE"],
  "a full disk of the job": [codes("ENOSPC"), "IMPORT_DIRECTORY_FULL"],
  "a full disk of the portal's user": [codes("EDQUOT"), "IMPORT_DIRECTORY_FULL"],
  "a full disk of the tenants' server": [codes("53100"), "RESTORE_DISK_FULL"],
  "somebody who stays connected": [new SwapBlocked(["orca psql"]), "IMPORT_SWAP_BLOCKED"],
  "a server that is away": [codes("ECONNREFUSED"), "DATABASES_AWAY"],
  "a refusal that has no business here": [new Refusal("PASSWORD_WRONG"), undefined],
  "a mistake": [new TypeError("x is not a function"), undefined],
};

for (const [name, [cause, reason]] of Object.entries(causes)) {
  test(`${name} ends an import as ${reason ?? "unexpected"}, in a sentence`, () => {
    const failure = asFailure(cause);
    assert.equal(failure?.reason, reason);
    if (!failure) return;
    const sentence = importSentence(failure.reason, failure.facts);
    assert.match(sentence, /[。）]$/);
    assert.doesNotMatch(sentence, /undefined|予期しない/);
  });
}

test("what time may mend is tried again; what a person has to mend is said at once", () => {
  assert.ok(mayPass(new ImportFailure("DATABASES_AWAY")));
  for (const reason of ["ARCHIVE_EMPTY", "RESTORE_DISK_FULL", "IMPORT_PERSON_STOPPED"])
    assert.ok(!mayPass(new ImportFailure(reason)));
});

test("a reason of a later portal, or one that every object has, is a failure without a cause", () => {
  for (const reason of ["IMPORT_OF_TOMORROW", "constructor", ""]) assert.match(importSentence(reason), /予期しない異常/);
});
