import { systemScope } from "../access/system-scope.ts";
import { inTransaction } from "../platform/db.ts";
import { enqueue } from "../platform/jobs.ts";
import { log } from "../platform/log.ts";
import { systemDb } from "../platform/system-db.ts";
import { importPhases } from "./model.ts";

/** A worker that lives gives a sign each second; one that waits its turn is asked again every few. */
const silentMs = 60_000;

/**
 * The job of each minute: reserved imports whose hour has come, and those that no worker has in hand any more.
 * @param silence in milliseconds, after which nobody has one in hand; one that somebody has all the same is left to him by
 *   the clinic's lock
 */
export async function startDueImports(now: Date, silence = silentMs): Promise<void> {
  const silent = new Date(now.getTime() - silence);
  const unheard = { OR: [{ heartbeatAt: null }, { heartbeatAt: { lt: silent } }] };
  const running = importPhases.filter((phase) => phase !== "waiting");
  const due = await systemDb().databaseImport.findMany({
    where: {
      AND: [unheard],
      OR: [
        { state: "waiting", scheduledFor: { lte: now } },
        { state: "waiting", scheduledFor: null, createdAt: { lt: silent } },
        { state: { in: running } },
      ],
    },
    select: { id: true, tenant: { select: { orcamoId: true } } },
    orderBy: { createdAt: "asc" },
    take: 500,
  });
  for (const { id, tenant } of due) {
    try {
      const scope = await systemScope(tenant.orcamoId, "worker");
      const job = { orcamoId: tenant.orcamoId, id };
      await inTransaction(scope, (inner) => enqueue(inner, "run-import", job, { singletonKey: id }));
    } catch (error) {
      log.error("import-not-started", { id, error });
    }
  }
}
