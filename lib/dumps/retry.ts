import { inTransaction } from "../platform/db.ts";
import { enqueue } from "../platform/jobs.ts";
import type { Scope } from "../platform/scope.ts";
import type { Claim } from "./claim.ts";
import { endCancelledDump } from "./finish.ts";

/** Back to waiting, and into the queue. One that somebody wants cancelled ends here; one that another attempt has taken stays. */
export async function retryDump(scope: Scope, { id, attempt }: Pick<Claim, "id" | "attempt">, seconds: number): Promise<void> {
  await inTransaction(scope, async (inner) => {
    const { count } = await inner.db.databaseDump.updateMany({
      where: { id, attempt, state: { in: ["waiting", "running"] }, cancelAskedAt: null },
      data: { state: "waiting", heartbeatAt: scope.clock.now() },
    });
    // Nobody else may come back to a cancel that no worker has noticed.
    if (count === 0) return endCancelledDump(inner, { id, attempt });
    const job = { orcamoId: scope.tenant.orcamoId, dumpId: id };
    await enqueue(inner, "run-dump", job, { startAfter: seconds, singletonKey: id });
  });
}

/** Its clinic is another's now, for hours perhaps. The row shows that somebody still looks after it. */
export async function askAgain(scope: Scope, id: string): Promise<void> {
  await inTransaction(scope, async (inner) => {
    const { count } = await inner.db.databaseDump.updateMany({
      where: { id, state: "waiting" },
      data: { heartbeatAt: scope.clock.now() },
    });
    if (count === 0) return;
    const again = { orcamoId: scope.tenant.orcamoId, dumpId: id };
    await enqueue(inner, "run-dump", again, { startAfter: 3, singletonKey: id });
  });
}
