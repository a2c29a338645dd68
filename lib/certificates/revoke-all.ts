import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import type { Scope } from "../platform/scope.ts";
import type { RevocationReason } from "./model.ts";
import { revokeUsable } from "./revoke-usable.ts";

/**
 * 失効 of everything that the scope's tenant could still use, in the caller's transaction, as revokeCertificate does with
 * one line.
 * @returns how many
 */
export async function revokeAll(inner: Scope, reason: RevocationReason): Promise<number> {
  permit(inner, "certificates:revoke");
  const { db, clock, tenant } = inner;
  // All lines are locked, as one is by its renewal: a successor that is planned meanwhile is seen here, or waits.
  await db.certificateLine.updateMany({ data: { touchedAt: clock.now() } });
  const usable = await revokeUsable(inner, {}, reason);
  if (usable.length === 0) return 0;
  const numbers = [...new Set(usable.map(({ number }) => number))].join(" ");
  await recordAudit(inner, { action: "certificates:revoke-all", target: tenant.orcamoId, facts: { reason, numbers } });
  return usable.length;
}
