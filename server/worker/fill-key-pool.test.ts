import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { getPriority } from "node:os";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { setTimeout as pause, setImmediate } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { countPooledKeys, takeKeyPair } from "#lib/authority/key-pool.ts";
import { env } from "#lib/platform/env.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";
import { fillKeyPool } from "./fill-key-pool.ts";

const size = 4;
let database: TestDatabase;
let running: { readonly stopping: AbortController; readonly ended: Promise<void> }[] = [];

before(async () => {
  process.env.PORTAL_KEY_POOL = String(size);
  database = await openTestDatabase();
});
beforeEach(async () => {
  await systemDb().pooledKey.deleteMany();
});
afterEach(() => stopAll());
after(() => database.close());

test("the pool is filled to its size and no further, with keys that open, also by several workers", async () => {
  for (let workers = 0; workers < 3; workers++) start();
  await until(async () => (await countPooledKeys()) === size);
  await stopAll();
  assert.equal(await countPooledKeys(), size);
  const keys = new Set<string>();
  for (let taken = 0; taken < size; taken++) {
    const { publicKey, derivationEnvelope } = await takeKeyPair("tenant", "row");
    assert.ok(derivationEnvelope);
    keys.add(publicKey.toString("hex"));
  }
  assert.equal(keys.size, size);
});

test("what was taken is made again, and a worker that ends leaves the next one free to go on", async () => {
  start();
  await until(async () => (await countPooledKeys()) === size);
  await stopAll();
  await takeKeyPair("tenant", "row");
  start();
  await until(async () => (await countPooledKeys()) === size);
});

test("after a burst that took all of them the same worker fills it again, and again", async () => {
  start(10);
  for (let burst = 0; burst < 3; burst++) {
    await until(async () => (await countPooledKeys()) === size);
    const taken = await Promise.all(Array.from({ length: size }, () => takeKeyPair("tenant", "row")));
    assert.equal(new Set(taken.map(({ publicKey }) => publicKey.toString("hex"))).size, size);
  }
  await until(async () => (await countPooledKeys()) === size);
});

test("the thread alone has the lowest priority, and it is gone when the worker has ended", async () => {
  assert.deepEqual(lowest(), []);
  start();
  await until(async () => (await countPooledKeys()) > 0);
  assert.equal(lowest().length, 1);
  assert.equal(getPriority(), 0);
  await stopAll();
  assert.deepEqual(lowest(), []);
});

test("a connection that is ended in the middle costs nothing but time", async () => {
  start(10);
  await until(async () => (await countPooledKeys()) > 0);
  const end = `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  assert.equal((await systemPool().query(end)).rowCount, 1);
  await until(async () => (await countPooledKeys()) === size);
});

test("a thread that dies is replaced by another", async () => {
  const threads: Worker[] = [];
  const see = (thread: Worker) => threads.push(thread);
  process.on("worker", see);
  start(10);
  await until(async () => (await countPooledKeys()) > 0);
  await threads[0]?.terminate();
  await until(async () => (await countPooledKeys()) === size);
  process.off("worker", see);
  assert.equal(threads.length, 2);
});

test("while people keep the portal busy no more keys are made, and afterwards they are", async () => {
  Reflect.set(env(), "keyPoolSize", 1000);
  start();
  await until(async () => (await countPooledKeys()) > 0);
  const then = await countPooledKeys();
  for (const end = Date.now() + 3000; Date.now() < end; await setImmediate()) work(20);
  // The one that was on its way, and one more when most of its time was before.
  const more = (await countPooledKeys()) - then;
  assert.ok(more <= 2, `${more} keys`);
  await until(async () => (await countPooledKeys()) > then + more);
  await stopAll();
  Reflect.set(env(), "keyPoolSize", size);
});

/** Holds this thread, as the work of many requests does. */
function work(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end; );
}

/** @param lookMs between two looks at the pool */
function start(lookMs?: number): void {
  const stopping = new AbortController();
  running.push({ stopping, ended: fillKeyPool(stopping.signal, lookMs) });
}

async function stopAll(): Promise<void> {
  for (const { stopping } of running) stopping.abort();
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
}

/** Threads of this process with the lowest priority (proc(5): the seventeenth field behind the name). */
function lowest(): string[] {
  return readdirSync("/proc/self/task").filter((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")")).split(" ")[17] === "19";
  });
}

/** The filler tells nobody what it did: the database is asked until it shows. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await condition()); await pause(20)) {
    assert.ok(Date.now() < end, "no key was made for 30 seconds");
  }
}
