import { systemScope } from "#lib/access/system-scope.ts";
import { closeOverlap } from "#lib/certificates/close-overlap.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import { systemPool } from "#lib/platform/system-db.ts";

/**
 * Closes what may be over by the tenants' settings; the command decides again behind its lock. One line that fails does not
 * hold up the others, and is tried again next time.
 * @param batch how many it looks at before it asks again
 */
export async function closeOverlaps(now: Date, stopping?: AbortSignal, batch = 5_000): Promise<void> {
  for (let closed = batch; closed > 0; ) {
    const { rows } = await systemPool().query<{ orcamoId: string; number: number }>(due, [now, batch]);
    closed = 0;
    for (const { orcamoId, number } of rows) {
      if (stopping?.aborted) return;
      try {
        if (!(await closeOverlap(await systemScope(orcamoId, "worker", clockAt(now)), { number }))) continue;
        closed += 1;
        log.info("overlap-closed", { orcamoId, number });
      } catch (error) {
        log.error("overlap-not-closed", { orcamoId, number, error });
      }
    }
  }
}

/** Former generations that work, below one that works and was first used so many days ago. */
const due = `SELECT DISTINCT t."orcamoId", former.number FROM tenants t
  JOIN certificates former ON former."tenantId" = t.id AND former.state = 'active' AND former."notAfter" > $1
  JOIN certificates newer ON newer.number = former.number AND newer.generation > former.generation
    AND newer.state = 'active' AND newer."notAfter" > $1
    AND newer."firstUsedAt" <= $1::timestamptz - make_interval(secs => 86400 * t."overlapDays")
  WHERE t."overlapDays" IS NOT NULL ORDER BY 1, 2 LIMIT $2`;
