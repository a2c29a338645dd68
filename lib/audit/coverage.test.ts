import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { packageRoot } from "#server/start/package-root.ts";
import { actionLabels } from "./model.ts";

/** Functions that record for their callers, and where: each of these files calls recordAudit itself. */
const recorders: Readonly<Record<string, string>> = {
  recordInBoth: "lib/tenants/record.ts",
  recordNotice: "lib/notices/record.ts",
  finishCertificate: "lib/certificates/issue.ts",
  createUser: "lib/users/create.ts",
  addDump: "lib/dumps/add-row.ts",
  recordAttempt: "lib/renewals/record-attempt.ts",
};

const recording = new RegExp(`\\b(?:recordAudit|${Object.keys(recorders).join("|")})\\(`);

/** Files that write and record nothing, each with its reason. */
const exceptions: Readonly<Record<string, string>> = {
  "lib/certificates/plan.ts": "a plan, which is in no use before finishCertificate has signed and recorded it",
  "lib/certificates/revoke-usable.ts": "the common part of the revocations; each of them records",
  "lib/dumps/claim.ts": "a worker's sign of life; that a dump was asked for and how it ended is recorded",
  "lib/dumps/retry.ts": "back into the queue; how it ends is recorded",
  "lib/dumps/sweep.ts": "links that are over; each was recorded when it was opened",
  "lib/databases/claim-attempt.ts": "counts the workers of an import, whose request and end are recorded",
  "lib/databases/adopt.ts": "a part of an import",
  "lib/databases/note-leftover.ts": "what an import or a dump has to tidy up",
  "lib/databases/note-ready.ts": "the portal's own: a clinic's database comes with the clinic, whose registration is recorded",
  "lib/databases/swap.ts": "a part of an import; the portal's own database does not share the server's transaction",
  "lib/hand-outs/make.ts": "a part of the command that made what is handed out",
  "lib/hand-outs/sweep.ts": "empties what nobody may take any more; the making and the taking are recorded",
  "lib/imports/ask-again.ts": "back into the queue; how it ends is recorded",
  "lib/imports/claim.ts": "takes an import in hand, tells how far it is, and enters a phase; request and end are recorded",
  "lib/renewals/ask.ts": "the address of a new file, in the transaction of the attempt, which is recorded",
  "lib/renewals/sweep.ts": "addresses that are over and attempts of more than a year ago; both have their entries",
  "lib/sessions/ending.ts": "the end of a session; who ended another's is recorded by lib/sessions/end.ts",
  "lib/sessions/finish-sign-in.ts": "the sign-in history has it",
  "lib/sessions/renew-proof.ts": "a part of signing in and of changing the password",
  "lib/sessions/sign-in.ts": "the sign-in history has it",
  "lib/sessions/expire.ts": "ends what is over by time",
  "lib/sessions/still-open.ts": "marks a session as seen",
  "lib/sessions/queries.ts": "marks a session as seen",
  "lib/sessions/throttle.ts": "counts failures, which are in the sign-in history",
  "lib/sign-ins/record.ts": "is the sign-in history",
  "lib/sign-ins/record-refused.ts": "is the sign-in history",
  "lib/tenants/end-sessions.ts": "a part of stopping and closing an organisation",
  "lib/uploads/claim.ts": "who sends, and how much has come; the beginning and the end of an upload are recorded",
  "lib/uploads/finish.ts": "notes what the browser says; the worker's verdict is recorded",
};

const writers = globSync("lib/*/*.ts", {
  cwd: packageRoot,
  exclude: ["lib/{access,audit,authority,platform}/**", "**/*.test.ts"],
})
  .sort()
  .map((file) => ({ file, source: readFileSync(path.join(packageRoot, file), "utf8") }))
  .filter(({ source }) => writes(source));

/** Rows through Prisma (but for a row that is locked by counting nothing up) or a statement of SQL. */
function writes(source: string): boolean {
  const prisma = /\b(?:db|office|transaction|systemDb\(\))\.\w+\s*\.(?:create|update|upsert|delete)(?:Many)?(?:AndReturn)?\(/;
  const locks = /\.update(?:Many)?\(\{[^;]*\{ increment: 0 \}[^;]*;/g;
  return prisma.test(source.replaceAll(locks, ";")) || /\bINSERT INTO |\bUPDATE "?\w+"? (?:\w )?SET |\bDELETE FROM /.test(source);
}

describe("who changes something records it:", () => {
  for (const { file, source } of writers.filter(({ file }) => !(file in exceptions))) {
    test(file, () => assert.match(source, recording, "call recordAudit in the transaction of the change"));
  }

  for (const [name, file] of Object.entries(recorders)) {
    test(`${name} does`, () => {
      const source = readFileSync(path.join(packageRoot, file), "utf8");
      assert.match(source, new RegExp(`export (?:async )?function ${name}\\(`));
      assert.match(source, /\brecordAudit\(/);
    });
  }

  test("no exception has outlived its file", () => {
    const files = writers.map(({ file }) => file);
    for (const file of Object.keys(exceptions)) assert.ok(files.includes(file), file);
  });

  test("there are some, so that the search itself works", () => assert.ok(writers.length > 20));
});

describe("a secret that is shown or downloaded is recorded:", () => {
  const opening =
    /import \{[^}]*\b(?:open|openPassword|makePkcs12)\b[^}]*\} from "\.\.\/(?:platform\/secrets|authority\/\w+)\.ts"/;
  /** Files that open one and record nothing. */
  const silent: Readonly<Record<string, string>> = {
    "lib/dumps/stored-file.ts": "the key of a file that goes out by a link, whose opening is recorded",
    "lib/certificates/pkcs12-of.ts": "makes a file for those who record",
    "lib/renewals/ask.ts": "the password of a renewal, which renewOwn records",
    "lib/codes/check.ts": "compares a code",
    "lib/codes/confirm.ts": "compares a code",
    "lib/uploads/load.ts": "opens the key of stored pieces, for who sends them and for the import, which is recorded",
    "lib/codes/queries.ts": "shows it to the person between codes:start and codes:confirm",
  };
  for (const file of globSync("lib/*/*.ts", { cwd: packageRoot, exclude: ["lib/{authority,platform}/**", "**/*.test.ts"] })) {
    const source = readFileSync(path.join(packageRoot, file), "utf8");
    if (!opening.test(source) || file in silent) continue;
    test(file, () => assert.match(source, recording, "call recordAudit before the secret goes out"));
  }
});

test("every action that is recorded has a label, and every label its action", () => {
  const used = new Set<string>();
  const exclude = ["**/*.test.ts", "lib/audit/model.ts"];
  for (const file of globSync(["lib/*/*.ts", "server/**/*.ts"], { cwd: packageRoot, exclude })) {
    const source = readFileSync(path.join(packageRoot, file), "utf8").replaceAll(/\b(?:permit|can)\([^)]*\)/g, "");
    if (!/\b(?:recordAudit|recordNotice|recordDownload|finishCertificate)\(|\baction: "/.test(source)) continue;
    for (const [, action = ""] of source.matchAll(/"([a-z-]+:[a-z0-9-]+)"/g)) if (!action.startsWith("node:")) used.add(action);
  }
  assert.deepEqual([...used].sort(), Object.keys(actionLabels).sort());
});
