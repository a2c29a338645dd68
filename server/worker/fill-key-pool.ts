import { on } from "node:events";
import { type EventLoopUtilization, performance } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { addPooledKey, countPooledKeys } from "#lib/authority/key-pool.ts";
import type { PooledKey } from "#lib/authority/pooled-key.ts";
import { connections } from "#lib/platform/connections.ts";
import { env } from "#lib/platform/env.ts";
import { log } from "#lib/platform/log.ts";
import { withClient } from "#server/postgres/connect.ts";

/**
 * Makes keys ahead while the pool has fewer than PORTAL_KEY_POOL and the portal has little to do, until the worker is stopped.
 * What goes wrong, a thread that died or a database that is away, is logged and tried again.
 * @param lookMs between two looks at a pool that was full
 */
export async function fillKeyPool(stopping: AbortSignal, lookMs = 10_000): Promise<void> {
  if (env().keyPoolSize === 0) return;
  while (!stopping.aborted) {
    try {
      await fillAlone(stopping);
    } catch (error) {
      if (!stopping.aborted) log.error("key-pool-not-filled", { error });
    }
    await pause(lookMs, undefined, { signal: stopping, ref: false }).catch(() => undefined);
  }
}

/** Any number but those of the portal's other locks. Of several workers one fills: together they would make too many. */
const lock = 7_266_426_006;

async function fillAlone(stopping: AbortSignal): Promise<void> {
  if ((await countPooledKeys()) >= env().keyPoolSize) return;
  await withClient(connections().system, async (client) => {
    const { rows } = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1) AS held", [lock]);
    if (!rows[0]?.held || (await countPooledKeys()) >= env().keyPoolSize) return;
    for await (const key of makeKeys(stopping)) {
      if ((await addPooledKey(client, key, new Date())) >= env().keyPoolSize) return;
    }
  });
}

/** @throws AbortError when the worker is being stopped; the error of a thread that died */
async function* makeKeys(stopping: AbortSignal): AsyncGenerator<PooledKey> {
  const thread = new Worker(new URL("./fill-key-pool-thread.ts", import.meta.url));
  thread.unref();
  try {
    const made = on(thread, "message", { signal: stopping, close: ["exit"] });
    for (;;) {
      const begun = performance.eventLoopUtilization();
      thread.postMessage("one");
      const { value, done } = await made.next();
      if (done) throw new Error("The thread that makes keys ended.");
      yield value[0];
      await untilIdle(begun, stopping);
    }
  } finally {
    await thread.terminate();
  }
}

/**
 * More than half of this thread's time in use means that people wait for it. The priority leaves them the cores; this leaves
 * them memory and database too.
 */
async function untilIdle(begun: EventLoopUtilization, stopping: AbortSignal): Promise<void> {
  for (let since = begun; performance.eventLoopUtilization(since).utilization > 0.5; ) {
    since = performance.eventLoopUtilization();
    await pause(1000, undefined, { signal: stopping, ref: false });
  }
}
