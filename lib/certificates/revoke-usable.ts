import { enqueue } from "../platform/jobs.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import type { Scope } from "../platform/scope.ts";
import type { RevocationReason } from "./model.ts";

/**
 * Ends what of these certificates could still be used, in the caller's transaction and behind the locks of their lines: what
 * is planned is never signed, what is signed is revoked, sessions end, the lists are signed anew. Permission, lock and
 * record are the caller's.
 * @returns what it ended, by number, the oldest generation first
 */
export async function revokeUsable(inner: Scope, where: Prisma.CertificateWhereInput, reason: RevocationReason) {
  const { db, clock } = inner;
  const now = clock.now();
  const usable = await db.certificate.findMany({
    where: { AND: [where, { state: { in: ["active", "requested"] } }] },
    select: { id: true, number: true, commonName: true, organization: true, serial: true, crlShard: true },
    orderBy: [{ number: "asc" }, { generation: "asc" }],
  });
  if (usable.length === 0) return usable;
  await db.certificate.updateMany({ where: { AND: [where, { state: "requested" }] }, data: { state: "rejected" } });
  await db.certificate.updateMany({
    where: { AND: [where, { state: "active" }] },
    data: { state: "revoked", revokedAt: now, revocationReason: reason },
  });
  await db.session.updateMany({
    where: { certificate: where, endedAt: null },
    data: { endedAt: now, endReason: "certificate-revoked" },
  });
  for (const shard of new Set(usable.map(({ crlShard }) => crlShard))) await enqueue(inner, "revocation-list", { shard });
  return usable;
}
