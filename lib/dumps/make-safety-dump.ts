import { permit } from "../access/permissions.ts";
import { lockChain } from "../audit/record.ts";
import { asideKeepDays } from "../imports/model.ts";
import { inTransaction } from "../platform/db.ts";
import { derivedId } from "../platform/derived-id.ts";
import type { Scope } from "../platform/scope.ts";
import { addDump } from "./add-row.ts";
import { type Claim, claimDump, stayAlive } from "./claim.ts";
import { DumpCancelled, DumpFailure, DumpLost } from "./failure.ts";
import { completeDump, endCancelledDump, failDump } from "./finish.ts";
import { produceDump, type Work } from "./produce.ts";
import { removeAttempts, removeAttemptsBefore } from "./remove-attempts.ts";

/**
 * The dump before a 本番インポート, by whoever holds the tenant for the import. Run again for the same import it is made anew,
 * since the data may be other by now, and nothing of the former stays. It goes with the database that is set aside.
 * @throws DumpFailure (its sentence: dumpSentence), DumpLost, or what `signal` was aborted with
 */
export async function makeSafetyDump(scope: Scope, { importId }: { importId: string }, work: Work): Promise<{ dumpId: string }> {
  permit(scope, "databases:dump");
  const dumpId = derivedId(`safety-dump\n${scope.tenant.id}\n${importId}`);
  const claim = await claimAnew(scope, dumpId);
  await removeAttemptsBefore(claim);
  const life = stayAlive(scope, claim, work.signal);
  const onProgress: Work["onProgress"] = (progress) => {
    life.show(progress);
    work.onProgress(progress);
  };
  try {
    const product = await produceDump(scope, claim, { signal: life.signal, onProgress });
    await life.stop();
    life.signal.throwIfAborted();
    const keepUntil = new Date(scope.clock.now().getTime() + asideKeepDays * 86_400_000);
    await completeDump(scope, claim, product, keepUntil);
    return { dumpId };
  } catch (error) {
    await life.stop();
    await removeAttempts(claim, claim.attempt);
    if (error instanceof DumpFailure) await failDump(scope, claim, error);
    else if (!(error instanceof DumpLost)) await endCancelledDump(scope, claim);
    throw error;
  }
}

async function claimAnew(scope: Scope, id: string): Promise<Claim> {
  // Whoever holds the tenant is alone: another that seems to run is that of an import that died.
  const left = await scope.db.databaseDump.findMany({
    where: { kind: "safety", state: { in: ["waiting", "running"] }, id: { not: id } },
    select: { id: true, attempt: true, kind: true, fileName: true },
  });
  for (const dump of left) await failDump(scope, dump, new DumpFailure("DUMP_ABANDONED"));
  const claim = await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    if ((await inner.db.databaseDump.count({ where: { id } })) === 0) await addDump(inner, { id, kind: "safety" });
    return claimDump(inner, id, ["waiting", "running", "done", "failed", "cancelled"]);
  });
  if (!claim) throw new DumpCancelled();
  return claim;
}
