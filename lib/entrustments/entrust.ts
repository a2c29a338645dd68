import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope, ScopeTenant } from "../platform/scope.ts";

/** The clinic of the scope entrusts a vendor, from now on. Twice is as good as once. */
export async function entrustVendor(scope: Scope, vendor: ScopeTenant, kind: "server" | "general"): Promise<void> {
  permit(scope, "entrustments:manage");
  await inTransaction(scope, async (inner) => {
    const known = await inner.db.entrustment.findFirst({ where: { vendorId: vendor.id, kind, endedAt: null } });
    if (known) return;
    await inner.db.entrustment.create({
      data: { tenantId: scope.tenant.id, vendorId: vendor.id, kind, since: scope.clock.now() },
    });
    await recordAudit(inner, { action: "entrustments:entrust", target: vendor.orcamoId, facts: { kind, name: vendor.name } });
  });
}
