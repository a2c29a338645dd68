import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import type { OverlapInput } from "./inputs.ts";

/**
 * 以前の証明書の扱い: whether former certificates are closed some days after the first use of the new one. What is past those
 * days already is closed by the worker's next look. Sent twice it changes once.
 */
export async function changeOverlap(scope: Scope, { days }: OverlapInput): Promise<void> {
  permit(scope, "tenants:overlap");
  await inTransaction(scope, async (inner) => {
    const where = { id: inner.tenant.id };
    const { overlapDays } = await inner.db.tenant.findUniqueOrThrow({ where, select: { overlapDays: true } });
    if (overlapDays === days) return;
    // The organisation's row before its chain, as the console locks them; who was quicker has changed it already.
    const { count } = await inner.db.tenant.updateMany({ where: { ...where, overlapDays }, data: { overlapDays: days } });
    if (count === 0) return;
    const facts = { "overlap.before": overlapDays ?? 0, "overlap.after": days ?? 0 };
    await recordAudit(inner, { action: "tenants:change-overlap", target: inner.tenant.orcamoId, facts });
  });
}
