import { inOffice } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { MaintenanceInput } from "./inputs.ts";

/**
 * The same form sent twice makes one window; sent again with other times it is refused, or those would be lost in
 * silence.
 * @throws Refusal ENTRY_CHANGED
 */
export async function createMaintenance(scope: Scope, input: MaintenanceInput): Promise<void> {
  permit(scope, "console:notices");
  const { id, title, startsAt, endsAt } = input;
  await inOffice(scope, async (inner) => {
    const { count } = await inner.office.maintenanceWindow.createMany({
      data: [{ id, title, startsAt, endsAt }],
      skipDuplicates: true,
    });
    if (count === 0) {
      const same = await inner.office.maintenanceWindow.count({ where: { id, title, startsAt, endsAt } });
      if (same === 0) throw new Refusal("ENTRY_CHANGED");
      return;
    }
    const facts = { id, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
    await recordAudit(inner, { action: "maintenance:create", target: title, facts });
  });
}
