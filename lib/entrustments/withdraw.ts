import { permit } from "../access/permissions.ts";
import { vendorsOf } from "../access/vendors.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { WithdrawInput } from "./inputs.ts";

/**
 * 解除, at once effective: when the vendor has no other entrustment here, its users' sessions over the clinic's
 * certificates and their visits end in the same transaction; every request asks for the entrustment besides.
 * Twice is as good as once.
 * @throws Refusal NOT_FOUND
 */
export async function withdrawVendor(scope: Scope, { id }: WithdrawInput): Promise<void> {
  permit(scope, "entrustments:manage");
  const vendors = await vendorsOf(scope);
  await inTransaction(scope, async (inner) => {
    const { db } = inner;
    const found = await db.entrustment.findUnique({ where: { id } });
    const vendor = found && vendors.get(found.vendorId);
    if (!vendor) throw new Refusal("NOT_FOUND");
    const now = scope.clock.now();
    const open = { vendorId: vendor.id, endedAt: null };
    // Locks the vendor's entrustments by writing what they hold: two withdrawn at once must not each see the other one.
    await db.entrustment.updateMany({ where: open, data: { endedAt: null } });
    const { count } = await db.entrustment.updateMany({ where: { id, endedAt: null }, data: { endedAt: now } });
    if (count === 0) return;
    const left = await db.entrustment.count({ where: open });
    const facts = { kind: found.kind, name: vendor.name, ...(left === 0 && (await showOut(inner, vendor.id, now))) };
    await recordAudit(inner, { action: "entrustments:withdraw", target: vendor.orcamoId, facts });
  });
}

async function showOut({ db }: Scope, vendorId: string, now: Date): Promise<{ sessions: number; visits: number }> {
  const sessions = await db.session.updateMany({
    where: { userTenantId: vendorId, endedAt: null },
    data: { endedAt: now, endReason: "entrustment-withdrawn" },
  });
  const visits = await db.visit.updateMany({ where: { organizationId: vendorId, endedAt: null }, data: { endedAt: now } });
  return { sessions: sessions.count, visits: visits.count };
}
