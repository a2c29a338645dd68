import type { TenantId } from "../platform/scope.ts";

/** The one mint of TenantId. Called in this folder only, where business in the tenant was just shown. */
export function mintTenantId(id: string): TenantId {
  return id as TenantId;
}
