import { systemScope } from "../access/system-scope.ts";
import { claimAttempt } from "../databases/claim-attempt.ts";
import { type Hold, holdTenant } from "../databases/hold.ts";
import { StaleAttempt, SwapBlocked } from "../databases/model.ts";
import { dropStaging } from "../databases/staging.ts";
import { findSwap } from "../databases/swap.ts";
import { env } from "../platform/env.ts";
import type { Jobs } from "../platform/jobs.ts";
import { log as portalLog } from "../platform/log.ts";
import type { Scope } from "../platform/scope.ts";
import { removeJobDirectory } from "../postgres/job-directory.ts";
import { askAgain } from "./ask-again.ts";
import { type Claim, claimImport, stayAlive } from "./claim.ts";
import { ImportCancelled, ImportFailure, ImportLost } from "./failure.ts";
import { completeLive, endCancelled, failImport, handBack, handedBack } from "./finish.ts";
import { asFailure, mayPass } from "./judge-cause.ts";
import { makeMeter } from "./measure.ts";
import { directoryName, type ImportProgress, importKindLabels } from "./model.ts";
import { passThrough, type Run } from "./pass-through.ts";
import { type ImportLog, openImportLog } from "./write-log.ts";

/** The third that dies on it is the last. */
const mostAttempts = 3;

/**
 * The job. All state is in the row and on the tenants' server: any worker goes on where another one died, and one that came
 * back to life changes nothing. While a dump, or another import, has the clinic, it waits its turn in the queue.
 */
export async function runImport({ orcamoId, id }: Jobs["run-import"], worker: { readonly signal: AbortSignal }): Promise<void> {
  const scope = await systemScope(orcamoId, "worker");
  const hold = await holdTenant(scope.tenant.id);
  if (!hold) return askAgain(scope, id);
  try {
    const claim = await claimImport(scope, id);
    if (claim === "another runs") await askAgain(scope, id);
    else if (claim) await attempt(scope, claim, hold, worker.signal);
  } catch (error) {
    if (!(error instanceof ImportLost)) throw error;
    portalLog.warn("import-lost", { id, error });
  } finally {
    await hold.release();
  }
}

async function attempt(scope: Scope, claim: Claim, hold: Hold, stopped: AbortSignal): Promise<void> {
  const log = openImportLog(claim.log);
  log.note(`${importKindLabels[claim.kind]}を開始します（${claim.fileName}、${claim.attempt}回目の実行）。`);
  using time = endingInTime();
  const life = stayAlive(scope, claim, AbortSignal.any([stopped, hold.lost, time.signal]));
  const directory = directoryName(claim);
  try {
    const run = { scope, claim, log, life, meter: makeMeter(claim.kind, shownBefore(claim)), deadline: time.deadline, directory };
    await goOn(run);
  } catch (error) {
    const cause = life.signal.aborted ? life.signal.reason : error;
    await life.stop();
    await endBadly(scope, claim, log, { cause, stopped: stopped.aborted, lost: hold.lost.aborted });
  } finally {
    await life.stop();
    await removeDirectories(claim);
  }
}

/** Also those that attempts before this one left on this machine when they died. */
async function removeDirectories({ id, attempt }: Claim): Promise<void> {
  for (let each = 1; each <= attempt; each++) await removeJobDirectory(directoryName({ id, attempt: each }));
}

/** First what an earlier attempt may have done: the swap. */
async function goOn(run: Run): Promise<void> {
  const { scope, claim, log } = run;
  // From here on no older attempt can swap.
  await claimAttempt(claim.id, claim.attempt);
  const swap = claim.kind === "live" ? await findSwap(claim.id) : undefined;
  if (swap) return completeLive(scope, claim, log, swap);
  if (claim.cancelAskedAt) throw new ImportCancelled();
  if (deaths(claim) >= mostAttempts) throw new ImportFailure("IMPORT_ATTEMPTS", { attempts: mostAttempts });
  await passThrough(run);
}

/**
 * The clinic's database is as it was, or the swap was done and only its answer is missing: then the next attempt finds it.
 * Once the swap has begun nothing else is said than that it goes on.
 */
async function endBadly(
  scope: Scope,
  claim: Claim,
  log: ImportLog,
  { cause, stopped, lost }: { readonly cause: unknown; readonly stopped: boolean; readonly lost: boolean },
): Promise<void> {
  portalLog.warn("import-ended", { id: claim.id, attempt: claim.attempt, error: cause });
  if (cause instanceof ImportLost || cause instanceof StaleAttempt) return;
  const swapping = !(cause instanceof SwapBlocked) && (await isSwapping(scope, claim));
  // Without the hold the next attempt may be making its own already.
  if (!swapping && !lost) await clearAway(scope, claim);
  const failure = asFailure(cause);
  const again = swapping || (failure !== undefined && mayPass(failure) && deaths(claim) + 1 < mostAttempts);
  if (cause instanceof ImportCancelled && !swapping) return endCancelled(scope, claim, log);
  if (failure && !again) return failImport(scope, claim, log, failure);
  log.note(failure ? `中断しました（${failure.reason}）。やり直します。` : "処理が中断しました。やり直します。");
  await handBack(scope, claim, log, { seconds: stopped ? 0 : 5 * claim.attempt, counts: !stopped });
}

async function isSwapping({ db }: Scope, { id, attempt }: Claim): Promise<boolean> {
  return (await db.databaseImport.count({ where: { id, attempt, state: "swapping" } })) > 0;
}

/** How many attempts before this one died or failed for what may pass; those that a stopped worker gave back do not count. */
function deaths({ attempt, facts }: Claim): number {
  return attempt - 1 - handedBack(facts);
}

/** What is left when the server is away is swept later (lib/databases). */
async function clearAway({ tenant }: Scope, { id }: Claim): Promise<void> {
  await dropStaging(tenant.orcamoId, id).catch((error: unknown) => portalLog.warn("staging-not-dropped", { id, error }));
}

function shownBefore({ attempt, progress }: Claim): number {
  return attempt === 1 ? 0 : ((progress as ImportProgress | null)?.done ?? 0);
}

/** A signal that says when an import has taken too long. */
function endingInTime(): { readonly deadline: Date; readonly signal: AbortSignal } & Disposable {
  const hours = env().importMaxHours;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(new ImportFailure("IMPORT_TIME", { hours })), hours * 3_600_000);
  const deadline = new Date(Date.now() + hours * 3_600_000);
  return { deadline, signal: ending.signal, [Symbol.dispose]: () => clearTimeout(timer) };
}
