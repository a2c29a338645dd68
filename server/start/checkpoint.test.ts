import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { systemScope } from "#lib/access/system-scope.ts";
import { verifyLog } from "#lib/audit/verify.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { packageRoot } from "./package-root.ts";
import { prepareData } from "./prepare-data.ts";

let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  // With a tenant there is no demo.
  await createTenant("test", { orcamoId: "u00000001", name: "テスト医院" }, systemClock);
  await prepareData(() => undefined);
});

after(async () => {
  await stopJobSender();
  await database.close();
});

/** A start of the portal with another directory for its checkpoints. */
function start(directory: string): { code: number | null; said: string } {
  const program = `const { prepareData } = await import("#server/start/prepare-data.ts");
    try { await prepareData(); console.log("prepared"); } catch (error) { console.log(error.name, error.message); } process.exit(0);`;
  const env = { ...process.env, PORTAL_CHECKPOINT_DIR: directory, PORTAL_LOG: "error" };
  const args = ["--input-type=module", "-e", program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: packageRoot, encoding: "utf8", env });
  return { code: status, said: stdout + stderr };
}

test("the first start signs where every log stands; the next one within the hour finds it done", async () => {
  await prepareData(() => undefined);
  const { verdict, checkpoint } = await verifyLog(await systemScope("u00000001", "test"));
  assert.deepEqual([verdict, checkpoint?.number, checkpoint?.sequence], [{ state: "whole" }, 1, 1n]);
});

test("a directory that cannot be written is refused with a sentence", () => {
  const { said } = start(path.join(database.dataDir, "database.json", "inside a file"));
  assert.match(said, /^StartFailure Signed checkpoints of the log cannot be written to .*PORTAL_CHECKPOINT_DIR\.$/m);
});

test("files that somebody changed are told, and the portal starts all the same", () => {
  const directory = mkdtempSync(path.join(database.dataDir, "changed-"));
  cpSync(path.join(database.dataDir, "checkpoints"), directory, { recursive: true });
  writeFileSync(path.join(directory, "checkpoint-key-00000000-0000-4000-8000-000000000000.pem"), "a stranger's");
  const { said } = start(directory);
  assert.match(said, /"event":"audit-checkpoint-failed"/);
  assert.match(said, /^prepared$/m);
});
