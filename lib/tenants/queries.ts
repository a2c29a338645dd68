import { permit } from "../access/permissions.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { displayOrcamoId, type LinkedApp, linkedAppLabels, tenantStateLabels } from "./model.ts";

export interface TenantDetails {
  readonly orcamoId: string;
  readonly displayId: string;
  readonly name: string;
  readonly serverVendor: string | undefined;
  readonly generalVendor: string | undefined;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly state: string;
  readonly maintenance: string | undefined;
  readonly linkedApps: readonly LinkedApp[];
}

/** テナント詳細 (PRODUCT.md §5). */
export async function getTenantDetails(scope: Scope): Promise<TenantDetails> {
  permit(scope, "tenants:read");
  const tenant = await scope.db.tenant.findUnique({
    where: { id: scope.tenant.id },
    include: {
      entrusts: { where: { endedAt: null }, include: { vendor: { select: { name: true } } }, orderBy: { since: "asc" } },
    },
  });
  if (!tenant) throw new Refusal("NOT_FOUND");
  const vendors = (kind: "server" | "general") =>
    tenant.entrusts
      .filter((entrustment) => entrustment.kind === kind)
      .map((entrustment) => entrustment.vendor.name)
      .join("、") || undefined;
  return {
    orcamoId: tenant.orcamoId,
    displayId: displayOrcamoId(tenant.orcamoId),
    name: tenant.name,
    serverVendor: vendors("server"),
    generalVendor: vendors("general"),
    createdAt: tenant.createdAt,
    updatedAt: tenant.updatedAt,
    state: tenantStateLabels[tenant.state],
    maintenance: tenant.maintenance ?? undefined,
    linkedApps: tenant.linkedApps.filter((app): app is LinkedApp => app in linkedAppLabels),
  };
}
