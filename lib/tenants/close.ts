import { inOffice, officeScope, within } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { revokeAll } from "../certificates/revoke-all.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { endSessions } from "./end-sessions.ts";
import type { CloseTenantInput } from "./inputs.ts";
import { recordInBoth } from "./record.ts";

/**
 * 解約, for good: of a stopped organisation all certificates are revoked and all entrustments end, in one transaction.
 * Nothing is deleted; its log stays. Twice is as good as once.
 * @throws Refusal NOT_FOUND, TENANT_OWN, TENANT_NOT_STOPPED
 */
export async function closeTenant(scope: Scope, { orcamoId, reason }: CloseTenantInput): Promise<void> {
  permit(scope, "console:tenants");
  const { tenant } = await officeScope(scope, orcamoId);
  if (tenant.kind === "operator") throw new Refusal("TENANT_OWN");
  await inOffice(scope, async (inner) => {
    const { count } = await inner.office.tenant.updateMany({
      where: { id: tenant.id, state: "stopped" },
      data: { state: "closed", version: { increment: 1 }, updatedAt: scope.clock.now() },
    });
    if (count === 0) {
      const { state } = await inner.office.tenant.findUniqueOrThrow({ where: { id: tenant.id }, select: { state: true } });
      if (state === "active") throw new Refusal("TENANT_NOT_STOPPED");
      return;
    }
    // In the order in which others lock these rows: entrustments, certificates, sessions, logs.
    const ended = await endEntrustments(inner, tenant.id);
    const certificates = await revokeAll(within(inner, tenant), "cessationOfOperation");
    await endSessions(inner, tenant.id);
    await recordEnded(inner, ended);
    const facts = { reason, certificates, entrustments: ended.length };
    await recordInBoth(inner, tenant, { action: "tenants:close", target: orcamoId, facts });
  });
}

/** Of a clinic with its vendors, of a vendor with its clinics; those that nobody else ends meanwhile. */
async function endEntrustments({ office, clock }: Inner, tenantId: string) {
  const ended = await office.entrustment.updateManyAndReturn({
    where: { OR: [{ tenantId }, { vendorId: tenantId }], endedAt: null },
    data: { endedAt: clock.now() },
    include: { vendor: { select: { orcamoId: true, name: true } }, tenant: { select: { orcamoId: true } } },
  });
  return ended.sort((a, b) => a.tenantId.localeCompare(b.tenantId));
}

/** Each clinic's log tells it; in the order of the clinics, so that two at once wait for each other and never both. */
async function recordEnded(inner: Inner, ended: Awaited<ReturnType<typeof endEntrustments>>): Promise<void> {
  for (const { vendor, tenant, kind } of ended) {
    const { tenant: clinic } = await officeScope(inner, tenant.orcamoId);
    const facts = { kind, name: vendor.name, closed: true };
    await recordAudit({ ...inner, tenant: clinic }, { action: "entrustments:withdraw", target: vendor.orcamoId, facts });
  }
}

type Inner = Parameters<Parameters<typeof inOffice>[1]>[0];
