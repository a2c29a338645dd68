import { systemDb } from "../platform/system-db.ts";

const dayMs = 86_400_000;

/** Over a year: what failed at the last renewal but one is still there to be looked at. */
const attemptDays = 400;

const batch = 1_000;

/** Addresses that open nothing any more, and attempts that are over for long; each has its entry in the log. */
export async function sweepRenewals(now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  await systemDb().renewalLink.deleteMany({ where: { expiresAt: { lt: before(1) } } });
  for (let left = batch; left === batch; ) {
    const where = { lastAt: { lt: before(attemptDays) } };
    const rows = await systemDb().renewalAttempt.findMany({ where, select: { id: true }, take: batch });
    await systemDb().renewalAttempt.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
    left = rows.length;
  }
}
