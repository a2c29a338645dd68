import { inTransaction } from "../platform/db.ts";
import { enqueue } from "../platform/jobs.ts";
import type { Scope } from "../platform/scope.ts";

/** Whoever has the clinic now may need hours. The row shows that somebody still looks after it. */
export async function askAgain(scope: Scope, id: string): Promise<void> {
  await inTransaction(scope, async (inner) => {
    const now = scope.clock.now();
    const { count } = await inner.db.databaseImport.updateMany({
      where: { id, state: "waiting", OR: [{ scheduledFor: null }, { scheduledFor: { lte: now } }] },
      data: { heartbeatAt: now },
    });
    if (count === 0) return;
    await enqueue(inner, "run-import", { orcamoId: scope.tenant.orcamoId, id }, { startAfter: 3, singletonKey: id });
  });
}
