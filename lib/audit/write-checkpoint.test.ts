import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import pg from "pg";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { someoneWaits } from "#tests/someone-waits.ts";
import type { Statement } from "./checkpoint-files.ts";
import { recordAudit } from "./record.ts";

let database: TestDatabase;
let clinic: Scope;
let audit: typeof import("./write-checkpoint.ts") & typeof import("./compare-checkpoints.ts") & typeof import("./verify.ts");
/** Ten in the morning in Japan. */
const ten = new Date("2026-11-21T01:00:00Z");
const hours = (count: number) => new Date(ten.getTime() + count * 3_600_000);

before(async () => {
  database = await openTestDatabase();
  const { makeTenant } = await import("#tests/scopes.ts");
  clinic = await makeTenant("u00000001");
  for (let tenant = 2; tenant <= 5; tenant++) await makeTenant(`u0000000${tenant}`);
  const parts = [import("./write-checkpoint.ts"), import("./compare-checkpoints.ts"), import("./verify.ts")] as const;
  audit = Object.assign({}, ...(await Promise.all(parts)));
});

after(() => database.close());

function newDirectory(): string {
  return path.join(mkdtempSync(path.join(database.dataDir, "checkpoints-")), "made", "when needed");
}

function statements(directory: string): Statement[] {
  const names = readdirSync(directory).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => JSON.parse(readFileSync(path.join(directory, name), "utf8")));
}

function headsOf(directory: string, number: number): string[] {
  const name = readdirSync(directory).find((file) => Number(file.slice(0, 8)) === number && file.endsWith(".heads"));
  return readFileSync(path.join(directory, name ?? ""), "utf8")
    .split("\n")
    .slice(0, -1);
}

function write(): Promise<void> {
  return recordAudit(clinic, { action: "test:write", target: "more" });
}

test("openssl verifies a checkpoint with the key that lies beside it; each file is for reading only", async () => {
  const directory = newDirectory();
  await audit.writeCheckpoint(ten, directory);
  const names = readdirSync(directory).sort();
  assert.match(names.join(" "), /^00000001-20261121T010000Z\.heads \S+\.json \S+\.sig checkpoint-key-[0-9a-f-]{36}\.pem$/);
  for (const name of names) assert.equal(statSync(path.join(directory, name)).mode & 0o777, 0o444, name);
  const [heads = "", json = "", sig = "", pem = ""] = names;
  assert.match(readFileSync(path.join(directory, heads), "utf8"), /^(head [0-9a-f-]{36} 1 [0-9a-f]{64}\n){5}$/);
  const args = ["dgst", "-sha256", "-verify", pem, "-signature", sig, json];
  assert.equal(spawnSync("openssl", args, { cwd: directory, encoding: "utf8" }).stdout, "Verified OK\n");
});

test("the first of a day in Japan has all heads, the others what moved; numbers go up and each names the one before", async () => {
  const directory = newDirectory();
  await audit.writeCheckpoint(ten, directory);
  await audit.writeCheckpoint(hours(1), directory);
  await write();
  await audit.writeCheckpoint(hours(2), directory);
  // Midnight in Japan is 15:00 UTC.
  await audit.writeCheckpoint(hours(14), directory);
  const made = statements(directory);
  assert.deepEqual(
    made.map(({ number, full }) => [number, full, headsOf(directory, number).length]),
    [
      [1, true, 5],
      [2, false, 0],
      [3, false, 1],
      [4, true, 5],
    ],
  );
  assert.equal(made[0]?.previous, null);
  const { checkpoints, error } = await audit.compareCheckpoints(directory);
  assert.deepEqual([checkpoints, error], [4, undefined]);
  const { checkpoint } = await audit.verifyLog(clinic, directory);
  assert.equal(checkpoint?.number, 4);
});

test("a clock that is set back does not break the order", async () => {
  const directory = newDirectory();
  await audit.writeCheckpoint(hours(30), directory);
  await write();
  await audit.writeCheckpoint(ten, directory);
  await write();
  await audit.writeCheckpoint(hours(1), directory);
  assert.deepEqual(
    statements(directory).map(({ number, full }) => [number, full]),
    [
      [1, true],
      [2, true],
      [3, false],
    ],
  );
  assert.equal((await audit.compareCheckpoints(directory)).error, undefined);
  const { verdict, checkpoint } = await audit.verifyLog(clinic, directory);
  assert.deepEqual([verdict.state, checkpoint?.number], ["whole", 3]);
});

test("many at once make one file after the other", async () => {
  const directory = newDirectory();
  const made = await Promise.all([0, 0, 0, 0].map(() => audit.writeCheckpoint(ten, directory)));
  assert.deepEqual(made.map(({ number }) => number).sort(), [1, 2, 3, 4]);
  assert.equal((await audit.compareCheckpoints(directory)).error, undefined);
});

test("what a crash left is not signed afterwards and not written over; the next one follows the last signed", async () => {
  const directory = newDirectory();
  await audit.writeCheckpoint(ten, directory);
  const left = {
    "00000002-20261121T020000Z.heads": "head torn",
    "00000003-20261121T020000Z.heads": "",
    "00000003-20261121T020000Z.json": '{"format":',
    "00000004-20261121T020000Z.json": "{}",
    "00000004-20261121T020000Z.sig": "",
  };
  for (const [name, content] of Object.entries(left)) writeFileSync(path.join(directory, name), content);
  await write();
  assert.equal((await audit.writeCheckpoint(hours(1), directory)).number, 5);
  for (const [name, content] of Object.entries(left)) assert.equal(readFileSync(path.join(directory, name), "utf8"), content);
  const { checkpoints, error } = await audit.compareCheckpoints(directory);
  assert.deepEqual([checkpoints, error], [2, undefined]);
  assert.deepEqual((await audit.verifyLog(clinic, directory)).verdict, { state: "whole" });
});

test("a key's file that a crash left unfinished holds up no checkpoint", async () => {
  const directory = newDirectory();
  await audit.writeCheckpoint(ten, directory);
  const name = readdirSync(directory).find((file) => file.endsWith(".pem")) ?? "";
  const begun = newDirectory();
  mkdirSync(begun, { recursive: true });
  const pem = readFileSync(path.join(directory, name));
  writeFileSync(path.join(begun, name), pem.subarray(0, 40), { mode: 0o444 });
  await audit.writeCheckpoint(ten, begun);
  assert.deepEqual(readFileSync(path.join(begun, name)), pem);
  assert.equal((await audit.compareCheckpoints(begun)).checkpoints, 1);
});

test("months of the sign-in history are made while a checkpoint takes long", async () => {
  const { makeSignInPartitions } = await import("#lib/sign-ins/make-partitions.ts");
  const owner = new pg.Client({ connectionString: database.owner });
  await owner.connect();
  await owner.query("BEGIN; LOCK TABLE audit_heads IN ACCESS EXCLUSIVE MODE");
  const written = audit.writeCheckpoint(ten, newDirectory());
  try {
    await someoneWaits();
    assert.ok((await makeSignInPartitions(ten)) > 0);
  } finally {
    await owner.end();
    await written;
  }
});

test("at the start one is written when the last is older than an hour, or of another clock's future", async () => {
  const directory = newDirectory();
  const numberAt = async (at: Date) => (await audit.writeCheckpointIfDue(at, directory))?.number;
  assert.equal(await numberAt(ten), 1);
  assert.equal(await numberAt(new Date(ten.getTime() + 59 * 60_000)), undefined);
  assert.equal(await numberAt(new Date(ten.getTime() + 61 * 60_000)), 2);
  assert.equal(await numberAt(hours(-24)), 3);
});

test("nothing follows files that somebody changed", async () => {
  const directory = newDirectory();
  await audit.writeCheckpoint(ten, directory);
  writeFileSync(path.join(directory, "checkpoint-key-00000000-0000-4000-8000-000000000000.pem"), "another");
  await assert.rejects(audit.writeCheckpoint(hours(1), directory), { name: "CheckpointError", fault: "key" });
  assert.equal(statements(directory).length, 1);
});

test("a key-encryption key that was rotated signs with the same key", async () => {
  const directory = newDirectory();
  await audit.writeCheckpoint(ten, directory);
  const { rotateKeys } = await import("#server/cli/keys-rotate.ts");
  await rotateKeys.run({});
  await audit.writeCheckpoint(hours(1), directory);
  assert.equal((await audit.compareCheckpoints(directory)).checkpoints, 2);
});
