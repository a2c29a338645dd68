import { env } from "../platform/env.ts";
import { systemDb } from "../platform/system-db.ts";
import { currentAuthority } from "./current.ts";
import { type RevocationReason, revocationReasons, signRevocationList } from "./revocation-list.ts";
import { openSigner } from "./signer.ts";

const dayMs = 86_400_000;
/** Signed for a week, made anew daily: a worker that stands still for days harms nobody. */
const validityMs = 7 * dayMs;
const refreshMs = dayMs;

/** The list that is served, or undefined when there is none of that shard. */
export async function currentRevocationList(shard: number): Promise<{ list: Buffer; nextUpdate: Date } | undefined> {
  const { id } = await currentAuthority();
  const row = await systemDb().revocationList.findUnique({ where: { authorityId_shard: { authorityId: id, shard } } });
  return row ? { list: Buffer.from(row.list), nextUpdate: row.nextUpdate } : undefined;
}

/**
 * In place of a shard: a list of all shards' entries that names no address. OpenSSL, told to check whole chains as
 * PostgreSQL does, asks one for the authority's own certificate, too, and takes none that is said to be for others alone.
 */
export const everyShard = -1;

/** Makes the list of all shards anew when it is a day old, or any shard's is newer. */
export async function refreshWholeList(now: Date): Promise<void> {
  const { id } = await currentAuthority();
  const rows = await systemDb().revocationList.findMany({
    where: { authorityId: id },
    select: { shard: true, thisUpdate: true },
  });
  const whole = rows.find(({ shard }) => shard === everyShard);
  const overtaken = rows.some(({ shard, thisUpdate }) => shard !== everyShard && whole && thisUpdate > whole.thisUpdate);
  if (overtaken) await rebuildRevocationList(everyShard, now);
  else await refreshRevocationList(everyShard, now);
}

/** Makes the list anew when it is a day old, missing, or of another clock's future. */
export async function refreshRevocationList(shard: number, now: Date): Promise<void> {
  const { id } = await currentAuthority();
  const row = await systemDb().revocationList.findUnique({
    where: { authorityId_shard: { authorityId: id, shard } },
    select: { thisUpdate: true },
  });
  if (!row || Math.abs(now.getTime() - row.thisUpdate.getTime()) > refreshMs) await rebuildRevocationList(shard, now);
}

/**
 * Signs a list of all that is revoked and not long expired. Two at once: the row is locked before the entries are
 * read, so the later number always holds at least what the earlier one held.
 */
export async function rebuildRevocationList(shard: number, now: Date): Promise<void> {
  const authority = await currentAuthority();
  const key = { authorityId: authority.id, shard };
  const stamps = { thisUpdate: now, nextUpdate: new Date(now.getTime() + validityMs) };
  await systemDb().$transaction(
    async (transaction) => {
      const { number } = await transaction.revocationList.upsert({
        where: { authorityId_shard: key },
        create: { ...key, ...stamps, number: 1n, list: new Uint8Array() },
        update: { ...stamps, number: { increment: 1n } },
      });
      const entries = await transaction.certificate.findMany({
        where: {
          ...(shard !== everyShard && { crlShard: shard }),
          state: "revoked",
          notAfter: { gt: new Date(now.getTime() - dayMs) },
        },
        select: { serial: true, revokedAt: true, revocationReason: true },
        orderBy: { serial: "asc" },
      });
      const list = await signRevocationList({
        signer: openSigner(authority),
        number,
        ...stamps,
        ...(shard !== everyShard && { address: { crlUrl: env().crlUrl, shard } }),
        entries: entries.map((entry) => ({
          serial: entry.serial,
          revokedAt: entry.revokedAt ?? now,
          ...(isReason(entry.revocationReason) && { reason: entry.revocationReason }),
        })),
      });
      await transaction.revocationList.update({ where: { authorityId_shard: key }, data: { list: new Uint8Array(list) } });
    },
    { timeout: 60_000, maxWait: 30_000 },
  );
}

function isReason(text: string | null): text is RevocationReason {
  return text !== null && text in revocationReasons;
}
