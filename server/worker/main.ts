import { setTimeout as pause } from "node:timers/promises";
import { isDatabaseAway } from "#lib/platform/database-errors.ts";
import { closeDb } from "#lib/platform/db.ts";
import { stopJobSender } from "#lib/platform/jobs.ts";
import { log } from "#lib/platform/log.ts";
import { closeSystemDb } from "#lib/platform/system-db.ts";
import { closeTenantServer } from "#lib/postgres/tenant-server.ts";
import { weighBuffersWithHeap } from "#server/start/weigh-buffers.ts";
import { startWorker } from "./start.ts";

/** `npm run worker`: the jobs in a process of their own, beside a portal with PORTAL_WORKER=0. */
weighBuffersWithHeap();
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort());

try {
  const worker = await startPatiently();
  if (worker) {
    log.info("worker-started");
    await stopped();
    await worker.stop();
    log.info("worker-stopped");
  }
  await Promise.all([stopJobSender(), closeDb(), closeSystemDb(), closeTenantServer()]);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

/** The database may come up after the worker: on a machine that starts, nobody says in which order. */
async function startPatiently() {
  while (!stopping.signal.aborted) {
    try {
      return await startWorker();
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.error("database-away", { error });
      await pause(5_000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }
  return undefined;
}

function stopped(): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.signal.aborted) return resolve();
    stopping.signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
