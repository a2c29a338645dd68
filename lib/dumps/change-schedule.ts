import { permit } from "../access/permissions.ts";
import { changesBetween } from "../audit/changes.ts";
import { lockChain, recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { DumpScheduleInput } from "./inputs.ts";
import { dayAndMinute, minuteText } from "./model.ts";

/** 自動ダンプ. A time that is past already today counts from tomorrow. @throws Refusal ENTRY_CHANGED */
export async function changeDumpSchedule(scope: Scope, input: DumpScheduleInput): Promise<void> {
  permit(scope, "databases:schedule-dumps");
  const { version, enabled, minute, keep } = input;
  const { tenant, clock } = scope;
  await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const before = await inner.db.dumpSchedule.findUnique({ where: { tenantId: tenant.id } });
    const changes = changesBetween(before ? factsOf(before) : { enabled: false, minute: null, keep: null }, factsOf(input));
    if (before && Object.keys(changes).length === 0) return;
    if ((before?.version ?? 0) !== version) throw new Refusal("ENTRY_CHANGED");
    const now = dayAndMinute(clock.now());
    const lastDay = now.minute >= minute ? now.day : (before?.lastDay ?? null);
    const data = { enabled, minute, keep, lastDay, version: version + 1, changedAt: clock.now() };
    await inner.db.dumpSchedule.upsert({
      where: { tenantId: tenant.id },
      create: { tenantId: tenant.id, ...data },
      update: data,
    });
    await recordAudit(inner, { action: "dumps:change-schedule", target: tenant.orcamoId, facts: changes });
  });
}

function factsOf({ enabled, minute, keep }: Pick<DumpScheduleInput, "enabled" | "minute" | "keep">) {
  return { enabled, minute: minuteText(minute), keep };
}
