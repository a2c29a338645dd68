import { chainStart } from "../audit/record.ts";
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
  row: NewTenant,
  actor: Actor,
  clock: Clock,
  then: (scope: Scope) => Promise<void>,
): Promise<void> {
  const { orcamoId, name, kind } = row;
  if (await systemDb().tenant.findUnique({ where: { orcamoId } })) throw new Refusal("TENANT_EXISTS", { orcamoId });
  const now = clock.now();
  await systemDb().$transaction(async (transaction) => {
    await transaction.tenant.create({ data: { ...row, linkedApps: [...row.linkedApps], createdAt: now, updatedAt: now } });
    await transaction.auditHead.create({ data: { tenantId: row.id, sequence: 0n, hash: chainStart } });
    const tenant = { id: mintTenantId(row.id), orcamoId, name, kind };
    await then({ actor, clock, tenant, db: joinSystemTransaction(transaction) });
  });
}

interface NewTenant {
  readonly id: string;
  readonly orcamoId: string;
  readonly name: string;
  readonly kind: ScopeTenant["kind"];
  readonly linkedApps: readonly string[];
}
