import assert from "node:assert/strict";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Scope } from "#lib/platform/scope.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let house: typeof import("#tests/scopes.ts");
let readHealth: typeof import("./queries.ts")["readHealth"];
let systemDb: typeof import("#lib/platform/system-db.ts")["systemDb"];
let office: Scope;
let clinic: Scope;

before(async () => {
  process.env.PORTAL_KEY_POOL = "2";
  database = await openTestDatabase();
  house = await import("#tests/scopes.ts");
  ({ readHealth } = await import("./queries.ts"));
  ({ systemDb } = await import("#lib/platform/system-db.ts"));
  await house.prepareHouse();
  office = house.as(await house.makeTenant("o00000001", "operator"), "operator", new Date());
  clinic = await house.makeTenant("u00000001");
});

after(async () => {
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

async function levels(): Promise<Record<string, string>> {
  const { findings } = await readHealth(office);
  return Object.fromEntries(findings.map(({ name, level }) => [name, level]));
}

test("a portal that was just made says what is missing", async () => {
  const found = await levels();
  for (const name of ["データベース", "データベースの接続数", "時刻", "認証局の証明書", "ファイルの保存場所"])
    assert.equal(found[name], "good", name);
  for (const name of ["サーバ証明書", "失効リスト", "ログのチェックポイント"]) assert.equal(found[name], "bad", name);
  assert.equal(found.バックアップ, "attention");
  const { findings } = await readHealth(office);
  assert.match(findings.find(({ name }) => name === "データベース")?.fact ?? "", /PostgreSQL \d+\.\d+.*[1-9]\d* MB/);
});

test("what was made since is seen", async () => {
  const { rebuildRevocationList } = await import("#lib/authority/lists.ts");
  const { currentServerCertificate } = await import("#lib/authority/server-certificate.ts");
  const { writeCheckpoint } = await import("#lib/audit/write-checkpoint.ts");
  await rebuildRevocationList(0, new Date());
  await currentServerCertificate();
  await writeCheckpoint(new Date());
  const value = { at: new Date().toISOString(), directory: "/backup/1" };
  await systemDb().setting.create({ data: { key: "last-backup", value, changedAt: new Date() } });
  const found = await levels();
  for (const name of ["サーバ証明書", "失効リスト", "ログのチェックポイント", "バックアップ"])
    assert.equal(found[name], "good", name);
});

test("keys made ahead are counted", async () => {
  const { addPooledKey } = await import("#lib/authority/key-pool.ts");
  const { makePooledKey } = await import("#lib/authority/pooled-key.ts");
  const { withClient } = await import("#server/postgres/connect.ts");
  assert.equal((await levels()).鍵の事前生成, "attention");
  await withClient(database.system, (client) => addPooledKey(client, makePooledKey(), new Date()));
  const { findings } = await readHealth(office);
  const found = findings.find(({ name }) => name === "鍵の事前生成");
  assert.deepEqual([found?.level, found?.fact], ["good", "1個（上限 2個）"]);
});

test("a directory of checkpoints that cannot be read is told, and hides nothing else", async () => {
  const { env } = await import("#lib/platform/env.ts");
  const { checkpointDir } = env();
  renameSync(checkpointDir, `${checkpointDir}.away`);
  writeFileSync(checkpointDir, "a file in its place");
  const found = await levels();
  assert.deepEqual([found.ログのチェックポイント, found.データベース], ["bad", "good"]);
  rmSync(checkpointDir);
  renameSync(`${checkpointDir}.away`, checkpointDir);
});

test("a storage that cannot be used is told by the system's own word", async () => {
  const { env } = await import("#lib/platform/env.ts");
  const { storageDir } = env();
  rmSync(storageDir, { recursive: true, force: true });
  writeFileSync(storageDir, "a file in its place");
  const { findings } = await readHealth(office);
  const found = findings.find(({ name }) => name === "ファイルの保存場所");
  assert.deepEqual([found?.level, found?.fact], ["bad", "接続できません（EEXIST）。"]);
  rmSync(storageDir);
  assert.equal((await levels()).ファイルの保存場所, "good");
});

test("a job that waits, one that failed and one that succeeded are counted", async () => {
  const { enqueue } = await import("#lib/platform/jobs.ts");
  const { inTransaction } = await import("#lib/platform/db.ts");
  for (let times = 0; times < 3; times++) await inTransaction(clinic, (inner) => enqueue(inner, "revocation-list", { shard: 0 }));
  const line = async () => (await readHealth(office)).jobs.find(({ name }) => name === "revocation-list");
  assert.deepEqual([(await line())?.waiting, (await line())?.failed], [3, 0]);
  const end = (state: string) =>
    systemDb().$executeRawUnsafe(
      `UPDATE pgboss.job SET state = '${state}', completed_on = now() WHERE id = (SELECT id FROM pgboss.job WHERE state = 'created' LIMIT 1)`,
    );
  await end("failed");
  await end("completed");
  const { waiting, failed, lastSuccess, level, cron } = (await line()) ?? {};
  assert.deepEqual([waiting, failed, level, cron], [1, 1, "attention", null]);
  assert.ok(lastSuccess instanceof Date);
});

test("every job of the portal is in the list", async () => {
  const { jobNames } = await import("#lib/platform/jobs.ts");
  const { jobs } = await readHealth(office);
  assert.deepEqual(
    jobs.map(({ name }) => name),
    [...jobNames].sort(),
  );
});

test("a clinic, also when the operator is in it, is shown nothing of it", async () => {
  for (const standing of ["administrator", "auditor", "operator"] as const)
    await assert.rejects(readHealth(house.as(clinic, standing)), house.isCode("NOT_PERMITTED"));
});
