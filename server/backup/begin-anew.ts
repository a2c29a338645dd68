import { currentAuthority } from "#lib/authority/current.ts";
import { rebuildRevocationList } from "#lib/authority/lists.ts";
import { importPhases } from "#lib/imports/model.ts";
import { systemDb, systemPool } from "#lib/platform/system-db.ts";

/** Numbers that may have been given out between the backup and the loss; none of them may name something else. */
const certificatesPassedOver = 1_000;
const listsPassedOver = 1_000_000n;

/**
 * What must not go on as it was at the moment of the backup. Safe to run twice: numbers then jump further.
 * @returns the number of the next new certificate
 * @throws EnvelopeError when the key-encryption key does not open the authority's key
 */
export async function beginAnew(now: Date): Promise<{ nextNumber: number }> {
  await endSessions(now);
  await passOverLists(now);
  await endDatabaseWork(now);
  // Our backups hold none, and nobody may use one again that was used since.
  await systemDb().pooledKey.deleteMany();
  const { rows } = await systemPool().query<{ next: string }>(
    `SELECT setval('certificate_lines_number_seq', last_value + $1) + 1 AS next FROM certificate_lines_number_seq`,
    [certificatesPassedOver],
  );
  return { nextNumber: Number(rows[0]?.next) };
}

/** Nobody is let in by a cookie of then, which may have ended since; nobody stays locked out by failures of then. */
async function endSessions(now: Date): Promise<void> {
  await systemDb().session.updateMany({ where: { endedAt: null }, data: { endedAt: now, endReason: "restored" } });
  await systemDb().visit.updateMany({ where: { endedAt: null }, data: { endedAt: now } });
  await systemDb().signInThrottle.deleteMany();
}

/**
 * Nobody works any more on what was running or reserved then: files and staging databases may be gone, and a swap may have
 * been made since. Whether each clinic's database is there is asked anew.
 */
async function endDatabaseWork(now: Date): Promise<void> {
  await systemDb().databaseImport.updateMany({
    where: { state: { in: [...importPhases] } },
    data: { state: "failed", reason: "IMPORT_RESTORED", finishedAt: now },
  });
  await systemDb().databaseDump.updateMany({
    where: { state: { in: ["waiting", "running"] } },
    data: { state: "failed", reason: "DUMP_ABANDONED", finishedAt: now },
  });
  await systemDb().tenantDatabase.updateMany({ data: { readyAt: null } });
}

/** Clients keep the list with the highest number that they saw (RFC 5280 §5.2.3). */
async function passOverLists(now: Date): Promise<void> {
  const { id: authorityId } = await currentAuthority();
  await systemDb().revocationList.updateMany({ where: { authorityId }, data: { number: { increment: listsPassedOver } } });
  const lists = await systemDb().revocationList.findMany({ where: { authorityId }, select: { shard: true } });
  for (const shard of new Set([0, ...lists.map((list) => list.shard)])) await rebuildRevocationList(shard, now);
}
