import { systemDb } from "#lib/platform/system-db.ts";
import { adminDatabase, withTenantServer } from "#lib/postgres/tenant-server.ts";
import type { Opening } from "./lines.ts";

const minute = 60_000;

/**
 * PostgreSQL asks for a certificate when a connection begins and never again. So those of clinics that are shut end, and
 * those of clinics that had a certificate revoked since the last time; terminals with another one connect anew.
 */
export async function endConnections(openings: readonly Opening[], since = new Date(0)): Promise<void> {
  const revoked = await systemDb().certificate.findMany({
    // A transaction that took its time carries an earlier moment than it became visible.
    where: { kind: "db", state: "revoked", revokedAt: { gt: new Date(since.getTime() - 5 * minute) } },
    select: { organization: true },
    distinct: ["organization"],
  });
  const touched = new Set(revoked.map(({ organization }) => organization));
  const readers = openings.filter(({ open, orcamoId }) => !open || touched.has(orcamoId)).map(({ reader }) => reader);
  if (readers.length === 0) return;
  const end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY($1)";
  await withTenantServer(adminDatabase(), (client) => client.query(end, [readers]));
}
