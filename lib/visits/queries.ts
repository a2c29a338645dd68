import { permit } from "../access/permissions.ts";
import type { Scope } from "../platform/scope.ts";

/** Whether the tenant need not be entered: the certificate is its own, or this session has entered it already. */
export async function isInside(scope: Scope): Promise<boolean> {
  permit(scope, "visits:open");
  const { certificate, sessionId } = scope.actor;
  if (certificate?.organization === scope.tenant.orcamoId) return true;
  return sessionId !== undefined && (await scope.db.visit.count({ where: { sessionId, endedAt: null } })) > 0;
}
