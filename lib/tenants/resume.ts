import { inOffice, officeScope } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { endSessions } from "./end-sessions.ts";
import type { ConsoleTenantInput } from "./inputs.ts";
import { recordInBoth } from "./record.ts";

/**
 * 再開 of a stopped organisation. A session that was opened in the very moment of the stop does not come to life with it.
 * Twice is as good as once.
 * @throws Refusal NOT_FOUND, TENANT_CLOSED
 */
export async function resumeTenant(scope: Scope, { orcamoId }: ConsoleTenantInput): Promise<void> {
  permit(scope, "console:tenants");
  const { tenant } = await officeScope(scope, orcamoId);
  await inOffice(scope, async (inner) => {
    const { count } = await inner.office.tenant.updateMany({
      where: { id: tenant.id, state: "stopped" },
      data: { state: "active", version: { increment: 1 }, updatedAt: scope.clock.now() },
    });
    if (count === 0) {
      const { state } = await inner.office.tenant.findUniqueOrThrow({ where: { id: tenant.id }, select: { state: true } });
      if (state === "closed") throw new Refusal("TENANT_CLOSED");
      return;
    }
    await endSessions(inner, tenant.id);
    await recordInBoth(inner, tenant, { action: "tenants:resume", target: orcamoId });
  });
}
