import { permit } from "../access/permissions.ts";
import { lockChain } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { derivedId } from "../platform/derived-id.ts";
import { enqueue } from "../platform/jobs.ts";
import type { Scope } from "../platform/scope.ts";
import { addDump } from "./add-row.ts";
import { dayAndMinute, isDue } from "./model.ts";

/** 自動ダンプ of the day, when its time has come. However many workers ask, the day has one. */
export async function startScheduledDump(scope: Scope): Promise<void> {
  permit(scope, "databases:dump");
  const { tenant, clock } = scope;
  await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const schedule = await inner.db.dumpSchedule.findUnique({ where: { tenantId: tenant.id } });
    if (!schedule || !isDue(schedule, clock.now())) return;
    const open = await inner.db.databaseDump.count({ where: { kind: "scheduled", state: { in: ["waiting", "running"] } } });
    // Yesterday's: this minute's question is asked again in the next.
    if (open > 0) return;
    const { day } = dayAndMinute(clock.now());
    const id = derivedId(`scheduled-dump\n${tenant.id}\n${day}`);
    await inner.db.dumpSchedule.update({ where: { tenantId: tenant.id }, data: { lastDay: day }, select: { tenantId: true } });
    if ((await inner.db.databaseDump.count({ where: { id } })) > 0) return;
    await addDump(inner, { id, kind: "scheduled" });
    await enqueue(inner, "run-dump", { orcamoId: tenant.orcamoId, dumpId: id });
  });
}
