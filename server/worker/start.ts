import type { PgBoss } from "pg-boss";
import { startDueImports } from "#lib/imports/sweep.ts";
import { type Jobs, jobNames, makeJobRunner } from "#lib/platform/jobs.ts";
import { log } from "#lib/platform/log.ts";
import { fillKeyPool } from "./fill-key-pool.ts";
import { jobs } from "./jobs.ts";
import { sweepDirectories } from "./sweep-directories.ts";

/**
 * Takes jobs from the queue in this process, as many of these at once as wanted. A database that goes away later is
 * waited for; a job that fails is logged and tried again by the queue.
 * @throws when the database is away or was never prepared (npm start)
 */
export async function startWorker(): Promise<{ stop(): Promise<void> }> {
  const boss = makeJobRunner();
  boss.on("error", (error) => log.error("worker", { error }));
  boss.on("warning", (warning) => log.warn("worker", { warning }));
  const stopping = new AbortController();
  const sweeping = setInterval(sweepDirectories, 10 * 60_000);
  const stop = () => {
    clearInterval(sweeping);
    stopping.abort(new Error("the worker is being stopped"));
    return boss.stop({ graceful: true, timeout: 20_000 });
  };
  try {
    await boss.start();
    await sweepDirectories();
    // What this very machine had in hand when it went down waits for no silence.
    await startDueImports(new Date(), 0);
    for (const name of jobNames) await take(boss, name, stopping.signal);
  } catch (error) {
    await stop();
    throw error;
  }
  const filling = fillKeyPool(stopping.signal);
  return {
    async stop() {
      await Promise.all([stop(), filling]);
    },
  };
}

async function take<Name extends keyof Jobs>(boss: PgBoss, name: Name, stopping: AbortSignal): Promise<void> {
  const { every, schedule, atOnce = 1, together = 1, run } = jobs[name];
  const options = { pollingIntervalSeconds: every, localConcurrency: atOnce, batchSize: together };
  await boss.work<Jobs[Name]>(name, options, async (batch) => {
    // All of them were committed before any of them is run.
    const unlike = new Map(batch.map((job) => [JSON.stringify(job.data), job]));
    for (const { id, data, signal } of unlike.values()) {
      try {
        await run(data, AbortSignal.any([stopping, signal]));
      } catch (error) {
        log.error("job-failed", { name, id, error });
        throw error;
      }
    }
  });
  // A tick that finds the one before it still waiting adds none.
  if (schedule) await boss.schedule(name, schedule, {}, { singletonKey: name, singletonSeconds: 30 });
}
