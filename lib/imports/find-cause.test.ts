import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type RestoreReason, restoreSentence } from "./explain-restore.ts";
import { findCause } from "./find-cause.ts";

describe("the cause of a restore's failure", () => {
  for (const [name, output, reason] of [
    [
      "a full disk",
      server('could not extend file "base/1/2": No space left on device\nHINT:  Check free disk space.'),
      "RESTORE_DISK_FULL",
    ],
    ["temporary files beyond the limit", server("temporary file size exceeds temp_file_limit (20971520kB)"), "RESTORE_SIZE"],
    ["the server's memory", server("out of memory\nDETAIL:  Failed on request of size 64."), "RESTORE_SERVER_MEMORY"],
    ["a text of more than a gigabyte", server("invalid memory alloc request size 1073741824"), "RESTORE_SERVER_MEMORY"],
    ["pg_restore's memory", "pg_restore: error: out of memory", "RESTORE_MEMORY"],
    ["a statement that took too long", server("canceling statement due to statement timeout"), "RESTORE_STATEMENT_TIME"],
    ["a lock that nobody gave", server("canceling statement due to lock timeout"), "RESTORE_STATEMENT_TIME"],
    [
      "a server that was stopped",
      "pg_restore: error: could not execute query: FATAL:  terminating connection due to administrator command",
      "RESTORE_SERVER_LOST",
    ],
    [
      "a server that crashed",
      "pg_restore: error: could not execute query: server closed the connection unexpectedly",
      "RESTORE_SERVER_LOST",
    ],
    [
      "a server that is not there",
      'pg_restore: error: connection to server at "127.0.0.1", port 5 failed: Connection refused',
      "RESTORE_SERVER_LOST",
    ],
    ["a right that is missing", server("permission denied for schema pg_catalog"), "RESTORE_PERMISSION"],
    ["something of a superuser's", server("must be owner of extension plpgsql"), "RESTORE_PERMISSION"],
    ["an extension that is not there", server('extension "pgroonga" is not available\nDETAIL:  x'), "RESTORE_MISSING"],
    ["a language that is not there", server('language "plperl" does not exist'), "RESTORE_MISSING"],
    ["a collation that is not there", server('collation "ja_JP.utf8" for encoding "UTF8" does not exist'), "RESTORE_MISSING"],
    [
      "rows twice",
      server('could not create unique index "tbl_ptinf_pkey"\nDETAIL:  Key (ptid)=(1) is duplicated.'),
      "RESTORE_DUPLICATE",
    ],
    [
      "rows that refer to nothing",
      server('insert or update on table "a" violates foreign key constraint "a_fkey"'),
      "RESTORE_REFERENCE",
    ],
    ["rows against a check", server('new row for relation "a" violates check constraint "a_check"'), "RESTORE_CHECK"],
    ["a null too many", server('null value in column "b" of relation "a" violates not-null constraint'), "RESTORE_CHECK"],
    ["a worker that was killed", "pg_restore: error: a worker process died unexpectedly", "RESTORE_KILLED"],
    ["bytes of no character", server('invalid byte sequence for encoding "UTF8": 0xb4'), "RESTORE_ENCODING"],
    ["something else", server("a thing that nobody foresaw"), "RESTORE_REFUSED"],
    ["nothing said", "", "RESTORE_REFUSED"],
  ] as const satisfies readonly (readonly [string, string, RestoreReason])[]) {
    test(`${name} is ${reason}, with a sentence of cause and action`, () => {
      const { reason: found, facts } = findCause(output);
      assert.equal(found, reason);
      const sentence = restoreSentence(found, facts);
      assert.ok(!/undefined|null/.test(sentence.replace(String(facts.message), "")), sentence);
      assert.match(sentence, /(?:ください|ました)。$/);
    });
  }

  test("is what was said first, not that a worker ended for it", () => {
    const output = `${server("permission denied for table t")}\npg_restore: error: a worker process died unexpectedly`;
    assert.equal(findCause(output).reason, "RESTORE_PERMISSION");
  });

  test("外字 are found in whatever language the server speaks, and the item is named where COPY is not", () => {
    const { reason, facts } = findCause(
      server('符号化方式"EUC_JP"においてバイト列0x8f 0xf3 0xf3である文字は符号化方式"UTF8"で等価な文字を持ちません'),
    );
    assert.equal(reason, "RESTORE_GAIJI");
    assert.equal(facts.item, "TABLE DATA tbl_ptinf orca");
  });

  test("what a hostile archive makes it say comes without control characters, and not without end", () => {
    const { facts } = findCause(server(`relation "a\u001b[2J\u202e${"x".repeat(5_000)}" is strange`));
    assert.doesNotMatch(String(facts.message), /[\p{Cc}\p{Cf}]/u);
    assert.ok(String(facts.message).length <= 300);
  });
});

/** As pg_restore reports what the server said of an item. */
function server(message: string): string {
  return [
    "pg_restore: creating TABLE public.tbl_ptinf",
    "pg_restore: while PROCESSING TOC:",
    "pg_restore: from TOC entry 3465; 0 16386 TABLE DATA tbl_ptinf orca",
    `pg_restore: error: could not execute query: ERROR:  ${message}`,
    "Command was: CREATE TABLE …",
  ].join("\n");
}
