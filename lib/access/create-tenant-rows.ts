import type { Clock } from "../platform/clock.ts";
import { joinSystemTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Actor, Scope, ScopeTenant } from "../platform/scope.ts";
import { systemDb } from "../platform/system-db.ts";
import { mintTenantId } from "./tenant-id.ts";

/**
 * The rows of a new organisation, and what the caller adds in its first scope, in one transaction of the system
 * role: the app role may not create tenants.
 * @throws Refusal TENANT_EXISTS
 */
export async function createTenantRows(
  tenant: { readonly id: string; readonly orcamoId: string; readonly name: string; readonly kind: ScopeTenant["kind"] },
  actor: Actor,
  clock: Clock,
  then: (scope: Scope) => Promise<void>,
): Promise<void> {
  if (await systemDb().tenant.findUnique({ where: { orcamoId: tenant.orcamoId } })) {
    throw new Refusal("TENANT_EXISTS", { orcamoId: tenant.orcamoId });
  }
  await systemDb().$transaction(async (transaction) => {
    await transaction.tenant.create({ data: tenant });
    await transaction.auditHead.create({ data: { tenantId: tenant.id, sequence: 0n, hash: new Uint8Array(32) } });
    const id = mintTenantId(tenant.id);
    await then({ actor, clock, tenant: { ...tenant, id }, db: joinSystemTransaction(transaction) });
  });
}
