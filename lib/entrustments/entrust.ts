import { permit } from "../access/permissions.ts";
import { findVendor } from "../access/vendors.ts";
import { recordAudit } from "../audit/record.ts";
import { isUniqueViolation } from "../platform/database-errors.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { EntrustInput } from "./inputs.ts";

/**
 * The clinic of the scope entrusts a vendor, from now on. Twice is as good as once.
 * @throws Refusal VENDOR_UNKNOWN; NOT_FOUND where there is no clinic
 */
export async function entrustVendor(scope: Scope, { vendor: orcamoId, kind }: EntrustInput): Promise<void> {
  permit(scope, "entrustments:manage");
  if (scope.tenant.kind !== "clinic") throw new Refusal("NOT_FOUND");
  const vendor = await findVendor(orcamoId);
  try {
    await inTransaction(scope, async (inner) => {
      const entrustment = { tenantId: scope.tenant.id, vendorId: vendor.id, kind };
      if (await inner.db.entrustment.findFirst({ where: { ...entrustment, endedAt: null } })) return;
      await inner.db.entrustment.create({ data: { ...entrustment, since: scope.clock.now() }, select: { id: true } });
      await recordAudit(inner, { action: "entrustments:entrust", target: orcamoId, facts: { kind, name: vendor.name } });
    });
  } catch (error) {
    // The same form, sent twice at once: the other one has entrusted.
    if (!isUniqueViolation(error)) throw error;
  }
}
