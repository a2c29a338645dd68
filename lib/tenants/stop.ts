import { inOffice, officeScope } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { endSessions } from "./end-sessions.ts";
import type { StopTenantInput } from "./inputs.ts";
import { recordInBoth } from "./record.ts";

/**
 * 停止: nobody signs in with its certificates or as its users any more, and who is at work is out, in the same
 * transaction. Twice is as good as once.
 * @throws Refusal NOT_FOUND, TENANT_OWN, TENANT_CLOSED
 */
export async function stopTenant(scope: Scope, { orcamoId, reason }: StopTenantInput): Promise<void> {
  permit(scope, "console:tenants");
  const { tenant } = await officeScope(scope, orcamoId);
  if (tenant.kind === "operator") throw new Refusal("TENANT_OWN");
  await inOffice(scope, async (inner) => {
    const now = scope.clock.now();
    const { count } = await inner.office.tenant.updateMany({
      where: { id: tenant.id, state: "active" },
      data: { state: "stopped", version: { increment: 1 }, updatedAt: now },
    });
    if (count === 0) {
      const { state } = await inner.office.tenant.findUniqueOrThrow({ where: { id: tenant.id }, select: { state: true } });
      if (state === "closed") throw new Refusal("TENANT_CLOSED");
      return;
    }
    const sessions = await endSessions(inner, tenant.id);
    await recordInBoth(inner, tenant, { action: "tenants:stop", target: orcamoId, facts: { reason, sessions } });
  });
}
