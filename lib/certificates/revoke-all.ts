import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { enqueue } from "../platform/jobs.ts";
import type { Scope } from "../platform/scope.ts";
import type { RevocationReason } from "./model.ts";

/**
 * 失効 of everything that the scope's tenant could still use, in the caller's transaction, as revokeCertificate does with
 * one line: what is planned is never signed, sessions end, the lists are signed anew.
 * @returns how many
 */
export async function revokeAll(inner: Scope, reason: RevocationReason): Promise<number> {
  permit(inner, "certificates:revoke");
  const { db, clock, tenant } = inner;
  const now = clock.now();
  // All lines are locked, as one is by its renewal: a successor that is planned meanwhile is seen here, or waits.
  await db.certificateLine.updateMany({ data: { touchedAt: now } });
  const usable = await db.certificate.findMany({
    where: { state: { in: ["active", "requested"] } },
    select: { crlShard: true, number: true },
    orderBy: { number: "asc" },
  });
  if (usable.length === 0) return 0;
  await db.certificate.updateMany({ where: { state: "requested" }, data: { state: "rejected" } });
  await db.certificate.updateMany({
    where: { state: "active" },
    data: { state: "revoked", revokedAt: now, revocationReason: reason },
  });
  await db.session.updateMany({ where: { endedAt: null }, data: { endedAt: now, endReason: "certificate-revoked" } });
  for (const shard of new Set(usable.map(({ crlShard }) => crlShard))) await enqueue(inner, "revocation-list", { shard });
  const numbers = [...new Set(usable.map(({ number }) => number))].join(" ");
  await recordAudit(inner, { action: "certificates:revoke-all", target: tenant.orcamoId, facts: { reason, numbers } });
  return usable.length;
}
