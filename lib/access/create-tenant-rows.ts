import { chainStart } from "../audit/chain.ts";
import type { Clock } from "../platform/clock.ts";
import { isUniqueViolation } from "../platform/database-errors.ts";
import { joinSystemTransaction, scopedTransaction, type TenantDb } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Actor, Scope, ScopeTenant } from "../platform/scope.ts";
import { systemDb } from "../platform/system-db.ts";
import { mintTenantId } from "./tenant-id.ts";

/**
 * The rows of a new organisation, and what the caller adds in its first scope, in one transaction of the system
 * role: the app role may not create tenants. What the caller makes slowly (keys) it makes before.
 * @param then gets the new tenant's scope, and the same transaction as it sees all tenants
 * @throws Refusal TENANT_EXISTS, also for the second of two at once
 */
export async function createTenantRows<T>(
  row: NewTenant,
  actor: Actor,
  clock: Clock,
  then: (scope: Scope, all: TenantDb) => Promise<T>,
): Promise<T> {
  const { orcamoId, name, kind } = row;
  if (await systemDb().tenant.findUnique({ where: { orcamoId } })) throw new Refusal("TENANT_EXISTS", { orcamoId });
  const now = clock.now();
  return systemDb().$transaction(
    async (transaction) => {
      try {
        const data = { ...row, linkedApps: [...row.linkedApps], createdAt: now, updatedAt: now };
        await transaction.tenant.create({ data, select: { id: true } });
      } catch (error) {
        if (isUniqueViolation(error)) throw new Refusal("TENANT_EXISTS", { orcamoId });
        throw error;
      }
      await transaction.auditHead.create({ data: { tenantId: row.id, sequence: 0n, hash: chainStart } });
      const tenant = { id: mintTenantId(row.id), orcamoId, name, kind };
      const db = scopedTransaction(transaction, tenant.id);
      return then({ actor, clock, tenant, db }, joinSystemTransaction(transaction));
    },
    { maxWait: 10_000, timeout: 20_000 },
  );
}

export interface NewTenant {
  readonly id: string;
  readonly orcamoId: string;
  readonly name: string;
  readonly kind: ScopeTenant["kind"];
  readonly linkedApps: readonly string[];
  readonly maintenance?: string | null;
  readonly medicalId?: string | null;
  readonly plan?: string | null;
  readonly apiPlan?: string | null;
  readonly passwordPolicy?: "asvs" | "mixed";
}
