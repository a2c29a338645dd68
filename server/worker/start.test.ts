import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { systemScope } from "#lib/access/system-scope.ts";
import { currentAuthority } from "#lib/authority/current.ts";
import { countPooledKeys } from "#lib/authority/key-pool.ts";
import { currentRevocationList } from "#lib/authority/lists.ts";
import { certificatePem } from "#lib/authority/read-certificate.ts";
import { makeSecrets, planCertificate } from "#lib/certificates/plan.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { revokeCertificate } from "#lib/certificates/revoke.ts";
import { clockAt, systemClock } from "#lib/platform/clock.ts";
import { inTransaction } from "#lib/platform/db.ts";
import { enqueue, jobNames, stopJobSender } from "#lib/platform/jobs.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { withClient } from "#server/postgres/connect.ts";
import { packageRoot } from "#server/start/package-root.ts";
import { prepareData } from "#server/start/prepare-data.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { finishCertificates } from "./finish-certificates.ts";
import { startWorker } from "./start.ts";

let database: TestDatabase;
let worker: { stop(): Promise<void> };
let scope: Scope;

before(async () => {
  process.env.PORTAL_KEY_POOL = "2";
  database = await openTestDatabase();
  // With a tenant there is no demo.
  await createTenant("test", { orcamoId: "u00000001", name: "テスト医院" }, systemClock);
  await prepareData(() => undefined);
  scope = await systemScope("u00000001", "test");
  worker = await startWorker();
});
after(async () => {
  await worker.stop();
  await stopJobSender();
  await database.close();
});

test("a job enqueued in a transaction that is rolled back never exists", async () => {
  const broken = inTransaction(scope, async (inner) => {
    await enqueue(inner, "revocation-list", { shard: 4711 });
    throw new Error("rolled back");
  });
  await assert.rejects(broken, /rolled back/);
  const { rowCount } = await systemPool().query("SELECT FROM pgboss.job WHERE data->>'shard' = '4711'");
  assert.equal(rowCount, 0);
});

test("keys are made ahead", async () => {
  await until(async () => (await countPooledKeys()) === 2);
});

test("outside of a transaction a job is refused", async () => {
  await assert.rejects(enqueue(scope, "revocation-list", { shard: 4712 }), { name: "ScopeError" });
});

test("a revoked certificate is on the list that the worker signs, and openssl refuses it", async () => {
  const [good = 0, bad = 0] = await requestCertificates(scope, { requestId: randomUUID(), kind: "client", count: 2, note: "" });
  await revokeCertificate(scope, { number: bad, reason: "keyCompromise" });
  const revoked = await systemDb().certificate.findFirstOrThrow({ where: { number: bad } });
  await until(async () => (await listText()).includes(revoked.serial.toUpperCase()));
  assert.match(await verifyWithList(good), /OK/);
  assert.match(await verifyWithList(bad), /certificate revoked/);
});

test("a list that thousands ask for at once is signed a few times, after the last of them", async () => {
  await worker.stop();
  await inTransaction(scope, (inner) => enqueue(inner, "revocation-list", { shard: 3 }));
  const copies = `INSERT INTO pgboss.job (name, data, policy, retry_limit, retry_delay, retry_backoff)
    SELECT name, data, policy, retry_limit, retry_delay, retry_backoff FROM pgboss.job, generate_series(1, 1999)
    WHERE name = 'revocation-list' AND data = '{"shard": 3}'`;
  await systemPool().query(copies);
  worker = await startWorker();
  const left = "SELECT FROM pgboss.job WHERE name = 'revocation-list' AND state <> 'completed'";
  await until(async () => (await systemPool().query(left)).rowCount === 0);
  const { id } = await currentAuthority();
  const where = { authorityId_shard: { authorityId: id, shard: 3 } };
  assert.equal((await systemDb().revocationList.findUniqueOrThrow({ where })).number, 2n);
});

test("what was planned and not signed is finished, once", async () => {
  const past = clockAt(new Date(Date.now() - 10 * 60_000));
  const secrets = await makeSecrets(scope);
  const { id } = await inTransaction({ ...scope, clock: past }, async (inner) => {
    const line = await inner.db.certificateLine.create({ data: { tenantId: scope.tenant.id, kind: "client" } });
    return planCertificate(inner, line, 1, secrets);
  });
  await Promise.all([finishCertificates(new Date()), finishCertificates(new Date())]);
  const row = await systemDb().certificate.findUniqueOrThrow({ where: { id } });
  assert.equal(row.state, "active");
  const issues = await scope.db.auditEntry.count({
    where: { action: "certificates:issue", target: { contains: `client${row.number},` } },
  });
  assert.equal(issues, 1);
});

test("one that is being made this minute is left alone", async () => {
  const secrets = await makeSecrets(scope);
  const { id } = await inTransaction(scope, async (inner) => {
    const line = await inner.db.certificateLine.create({ data: { tenantId: scope.tenant.id, kind: "client" } });
    return planCertificate(inner, line, 1, secrets);
  });
  await finishCertificates(new Date());
  assert.equal((await systemDb().certificate.findUniqueOrThrow({ where: { id } })).state, "requested");
});

test("the worker goes on after the database has ended its connections", async () => {
  const { rowCount } = await systemPool().query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'portal-worker' AND usename = current_user AND datname = current_database()",
  );
  assert.ok(rowCount, "the worker had connections");
  await inTransaction(scope, (inner) => enqueue(inner, "revocation-list", { shard: 7 }));
  await until(async () => (await currentRevocationList(7)) !== undefined);
});

test("the app role adds a job and reads queues; it takes, changes and removes none", async () => {
  await withClient(database.app, async (client) => {
    for (const statement of ["DELETE FROM pgboss.job", "UPDATE pgboss.job SET state = 'active'", "DELETE FROM pgboss.queue"]) {
      await assert.rejects(client.query(statement), { code: "42501" }, statement);
    }
  });
});

/** Rows alone enqueue them. */
const onDemand: readonly string[] = ["revocation-list", "run-import", "verify-upload", "run-dump"];

test("each scheduled job stands in the schedule, and every queue is there", async () => {
  const schedules = await systemPool().query<{ name: string }>("SELECT name FROM pgboss.schedule ORDER BY name");
  assert.deepEqual(
    schedules.rows.map(({ name }) => name),
    jobNames.filter((name) => !onDemand.includes(name)).sort(),
  );
});

test("npm run worker runs alone and ends cleanly on SIGTERM", async () => {
  const { code, said } = await workerUntil("worker-started", {});
  assert.equal(code, 0, said);
  assert.match(said, /worker-stopped/);
});

test("npm run worker waits for a database that is not up yet, and ends cleanly meanwhile", async () => {
  const dataDir = mkdtempSync(path.join(database.dataDir, "away-"));
  const away = Object.fromEntries(["owner", "app", "system"].map((role) => [role, "postgresql://a:b@127.0.0.1:1/portal"]));
  writeFileSync(path.join(dataDir, "database.json"), JSON.stringify(away));
  const { code, said } = await workerUntil("database-away", { PORTAL_DATA_DIR: dataDir });
  assert.equal(code, 0, said);
});

async function workerUntil(word: string, settings: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const env = { ...process.env, PORTAL_LOG: "info", ...settings };
  const child = spawn(process.execPath, ["server/worker/main.ts"], { cwd: packageRoot, env });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    if (text.includes(word)) child.kill("SIGTERM");
  });
  const [code] = await once(child, "exit");
  return { code, said };
}

async function listText(): Promise<string> {
  const current = await currentRevocationList(0);
  const args = ["crl", "-inform", "DER", "-noout", "-text"];
  return spawnSync("openssl", args, { input: current?.list, encoding: "utf8" }).stdout;
}

async function verifyWithList(number: number): Promise<string> {
  const row = await systemDb().certificate.findFirstOrThrow({ where: { number } });
  const at = (name: string) => path.join(database.dataDir, name);
  const { list = "" } = (await currentRevocationList(0)) ?? {};
  const pem = spawnSync("openssl", ["crl", "-inform", "DER"], { input: list, encoding: "utf8" }).stdout;
  writeFileSync(at("ca.pem"), certificatePem((await currentAuthority()).certificate));
  writeFileSync(at("list.pem"), pem);
  writeFileSync(at("leaf.pem"), certificatePem(row.certificate ?? new Uint8Array()));
  const args = ["verify", "-crl_check", "-CAfile", at("ca.pem"), "-CRLfile", at("list.pem"), at("leaf.pem")];
  const { stdout, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  for (const name of ["ca.pem", "list.pem", "leaf.pem"]) rmSync(at(name));
  return stdout + stderr;
}

/** The worker tells nobody when it is done: the database is asked until it shows. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await condition()); await pause(50)) {
    assert.ok(Date.now() < end, "the worker did nothing for 20 seconds");
  }
}
