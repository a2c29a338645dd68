import { isUniqueViolation } from "../platform/database-errors.ts";
import type { Scope } from "../platform/scope.ts";

/** That the database is there. */
export async function noteReady(scope: Scope, name: string): Promise<void> {
  const now = scope.clock.now();
  const { count } = await scope.db.tenantDatabase.updateMany({ data: { name, readyAt: now } });
  if (count > 0) return;
  try {
    await scope.db.tenantDatabase.create({ data: { tenantId: scope.tenant.id, name, readyAt: now, createdAt: now } });
  } catch (error) {
    // Somebody else was quicker.
    if (!isUniqueViolation(error)) throw error;
  }
}
