import { inOffice } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { lockChain, recordAudit } from "../audit/record.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { WithdrawMaintenanceInput } from "./inputs.ts";

/** Off TOP at once and for good; it stays in the operator's list. @throws Refusal NOT_FOUND, ENTRY_CHANGED */
export async function withdrawMaintenance(scope: Scope, { id, version }: WithdrawMaintenanceInput): Promise<void> {
  permit(scope, "console:notices");
  await inOffice(scope, async (inner) => {
    await lockChain(inner);
    const window = await inner.office.maintenanceWindow.findUnique({ where: { id } });
    if (!window) throw new Refusal("NOT_FOUND", { id });
    if (window.withdrawnAt) return;
    if (window.version !== version) throw new Refusal("ENTRY_CHANGED");
    await inner.office.maintenanceWindow.update({
      where: { id },
      data: { withdrawnAt: scope.clock.now(), version: { increment: 1 } },
    });
    await recordAudit(inner, { action: "maintenance:withdraw", target: window.title, facts: { id } });
  });
}
