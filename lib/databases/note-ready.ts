import { isUniqueViolation } from "../platform/database-errors.ts";
import type { Scope } from "../platform/scope.ts";

/** That the database is there, once. */
export async function noteReady(scope: Scope, name: string): Promise<void> {
  const now = scope.clock.now();
  try {
    await scope.db.tenantDatabase.create({ data: { tenantId: scope.tenant.id, name, readyAt: now, createdAt: now } });
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
  }
}
