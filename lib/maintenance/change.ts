import { inOffice } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { changesBetween } from "../audit/changes.ts";
import { lockChain, recordAudit } from "../audit/record.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { ChangeMaintenanceInput } from "./inputs.ts";

/** @throws Refusal NOT_FOUND, ENTRY_CHANGED */
export async function changeMaintenance(scope: Scope, input: ChangeMaintenanceInput): Promise<void> {
  permit(scope, "console:notices");
  const { id, version, ...after } = input;
  await inOffice(scope, async (inner) => {
    await lockChain(inner);
    const before = await inner.office.maintenanceWindow.findUnique({ where: { id } });
    if (!before) throw new Refusal("NOT_FOUND", { id });
    const changes = changesBetween(factsOf(before), factsOf(after));
    // The second of two clicks finds its own work done.
    if (Object.keys(changes).length === 0 && !before.withdrawnAt) return;
    if (before.version !== version || before.withdrawnAt) throw new Refusal("ENTRY_CHANGED");
    await inner.office.maintenanceWindow.update({ where: { id }, data: { ...after, version: { increment: 1 } } });
    await recordAudit(inner, { action: "maintenance:change", target: after.title, facts: { id, ...changes } });
  });
}

function factsOf({ title, startsAt, endsAt }: { title: string; startsAt: Date; endsAt: Date }) {
  return { title, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
}
