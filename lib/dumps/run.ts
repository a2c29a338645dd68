import { permit } from "../access/permissions.ts";
import { holdTenant } from "../databases/hold.ts";
import { log } from "../platform/log.ts";
import type { Scope } from "../platform/scope.ts";
import { type Claim, claimDump, stayAlive } from "./claim.ts";
import { DumpCancelled, DumpFailure, DumpLost } from "./failure.ts";
import { completeDump, endCancelledDump, failDump } from "./finish.ts";
import { produceDump } from "./produce.ts";
import { pruneScheduledDumps } from "./prune.ts";
import type { DumpReason } from "./reason-words.ts";
import { removeAttempts, removeAttemptsBefore } from "./remove-attempts.ts";
import { askAgain, retryDump } from "./retry.ts";

/** The third that dies on it is the last. */
const mostAttempts = 3;
/** What time may mend. */
const passing: ReadonlySet<DumpReason> = new Set(["DUMP_SERVER_LOST", "DUMP_STORAGE_AWAY", "DUMP_KILLED"]);

/**
 * The job: makes one dump, under the hold of its clinic. While an import has that, it waits its turn in the queue and takes no
 * worker. However it ends, the row says so, or a retry or the sweep goes on with it.
 */
export async function runDump(scope: Scope, { id }: { id: string }, worker: { readonly signal: AbortSignal }): Promise<void> {
  permit(scope, "databases:dump");
  const hold = await holdTenant(scope.tenant.id);
  if (!hold) return askAgain(scope, id);
  try {
    const claim = await claimDump(scope, id);
    if (claim) await makeDump(scope, claim, AbortSignal.any([worker.signal, hold.lost]));
  } finally {
    await hold.release();
  }
}

async function makeDump(scope: Scope, claim: Claim, ending: AbortSignal): Promise<void> {
  if (claim.attempt > mostAttempts) return failDump(scope, claim, new DumpFailure("DUMP_ABANDONED"));
  await removeAttemptsBefore(claim);
  const life = stayAlive(scope, claim, ending);
  try {
    const product = await produceDump(scope, claim, { signal: life.signal, onProgress: life.show });
    await life.stop();
    life.signal.throwIfAborted();
    await completeDump(scope, claim, product, null);
  } catch (error) {
    await life.stop();
    await removeAttempts(claim, claim.attempt);
    await endDump(scope, claim, error);
    return;
  }
  if (claim.kind === "scheduled") await pruneScheduledDumps(scope);
}

async function endDump(scope: Scope, claim: Claim, error: unknown): Promise<void> {
  log.warn("dump-ended", { id: claim.id, attempt: claim.attempt, error });
  if (error instanceof DumpLost) return;
  if (error instanceof DumpCancelled) return endCancelledDump(scope, claim);
  if (error instanceof DumpFailure && !(passing.has(error.reason) && claim.attempt < mostAttempts))
    return failDump(scope, claim, error);
  if (error instanceof DumpFailure) return retryDump(scope, claim, 5 * claim.attempt);
  // The worker is being stopped, or it is a bug: the queue, or another worker, tries again.
  throw error;
}
