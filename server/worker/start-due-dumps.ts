import { systemScope } from "#lib/access/system-scope.ts";
import { isDue } from "#lib/dumps/model.ts";
import { startScheduledDump } from "#lib/dumps/start-scheduled.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { log } from "#lib/platform/log.ts";
import { systemDb } from "#lib/platform/system-db.ts";

/** 自動ダンプ of clinics in use whose time has come. One that cannot be started does not hold up the others. */
export async function startDueDumps(now: Date): Promise<void> {
  const schedules = await systemDb().dumpSchedule.findMany({
    where: { enabled: true, tenant: { state: "active", database: { readyAt: { not: null } } } },
    select: { enabled: true, minute: true, lastDay: true, tenant: { select: { orcamoId: true } } },
  });
  for (const { tenant } of schedules.filter((schedule) => isDue(schedule, now))) {
    try {
      await startScheduledDump(await systemScope(tenant.orcamoId, "worker", clockAt(now)));
    } catch (error) {
      log.error("dump-not-started", { orcamoId: tenant.orcamoId, error });
    }
  }
}
