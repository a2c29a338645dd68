import { systemScope } from "../access/system-scope.ts";
import { asideKeepDays, stagingKeepDays } from "../imports/model.ts";
import { log } from "../platform/log.ts";
import { systemDb } from "../platform/system-db.ts";
import { hasTenantServer } from "../postgres/tenant-server.ts";
import { dropReader } from "./create-reader.ts";
import { dropAside, dropReturned } from "./drop-aside.ts";
import { ensureTenantDatabase } from "./ensure.ts";
import { holdTenant } from "./hold.ts";
import { type Leftover, listLeftovers } from "./note-leftover.ts";
import { adminPool } from "./prepare-server.ts";
import { listStanding, type StandingSwap } from "./read-swap.ts";
import { dropStaging } from "./staging.ts";

/**
 * A database for each clinic that has none yet. One that fails does not hold up the others; while the clinics' server is
 * away or unfit nothing is done, and 稼働状況 tells why. A closed clinic keeps what it has.
 */
export async function makeTenantDatabases(): Promise<void> {
  if (!hasTenantServer()) return;
  const without = await systemDb().tenant.findMany({
    where: { kind: "clinic", state: { not: "closed" }, OR: [{ database: null }, { database: { readyAt: null } }] },
    select: { orcamoId: true },
    orderBy: { createdAt: "asc" },
    take: 500,
  });
  for (const { orcamoId } of without) {
    await orLog("tenant-database-not-made", { orcamoId }, async () =>
      ensureTenantDatabase(await systemScope(orcamoId, "worker")),
    );
  }
}

/**
 * Drops what imports and dumps that are over have left on the clinics' server. It knows them by the admin database, which
 * they are noted in: what stands there beside is not touched, whatever its name.
 */
export async function sweepDatabases(now: Date): Promise<void> {
  if (!hasTenantServer()) return;
  const pool = await adminPool();
  for (const leftover of await listLeftovers(pool)) {
    await orLog("leftover-not-dropped", { name: leftover.name }, () => sweepLeftover(leftover, now));
  }
  for (const swap of await listStanding(pool)) {
    await orLog("aside-not-dropped", { id: swap.importId }, () => sweepSwap(swap, now));
  }
}

async function orLog(event: string, facts: Record<string, string>, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error(event, { ...facts, error });
  }
}

const hour = 3_600_000;
const day = 24 * hour;

/** Who ends an import or a dump also tidies up: the sweeper does not come between. */
const patienceMs = 5 * 60_000;

async function sweepLeftover({ kind, orcamoId, id, madeAt }: Leftover & { madeAt: Date }, now: Date): Promise<void> {
  const over = kind === "dump role" ? await isDumpOver(id, now) : await isStagingOver(id, now);
  if (!(over ?? now.getTime() - madeAt.getTime() > hour)) return;
  const tenant = await systemDb().tenant.findUnique({ where: { orcamoId }, select: { id: true } });
  const hold = tenant ? await holdTenant(tenant.id) : undefined;
  // Somebody works on this clinic's databases, and sweeps up behind itself.
  if (tenant && !hold) return;
  try {
    await (kind === "dump role" ? dropReader(id) : dropStaging(orcamoId, id));
  } finally {
    await hold?.release();
  }
}

/** @returns undefined when no row knows it: of a transaction that was never committed, or of before a restore */
async function isStagingOver(id: string, now: Date): Promise<boolean | undefined> {
  const row = await systemDb().databaseImport.findUnique({ where: { id }, select: { finishedAt: true, stagingUntil: true } });
  if (!row) return undefined;
  return isPast(row.finishedAt, now) && (row.stagingUntil ?? now) <= now;
}

async function isDumpOver(id: string, now: Date): Promise<boolean | undefined> {
  const row = await systemDb().databaseDump.findUnique({ where: { id }, select: { finishedAt: true } });
  return row ? isPast(row.finishedAt, now) : undefined;
}

function isPast(finishedAt: Date | null, now: Date): boolean {
  return finishedAt !== null && now.getTime() - finishedAt.getTime() > patienceMs;
}

/** The days that the person was told, counted by the server's own record where the portal's row lacks them. */
async function sweepSwap({ importId, swappedAt, rolledBackAt }: StandingSwap, now: Date): Promise<void> {
  if (rolledBackAt) {
    if (now.getTime() - rolledBackAt.getTime() > stagingKeepDays * day) await dropReturned(importId);
    return;
  }
  const row = await systemDb().databaseImport.findUnique({ where: { id: importId }, select: { asideUntil: true } });
  const until = row?.asideUntil ?? new Date(swappedAt.getTime() + asideKeepDays * day);
  if (until <= now) await dropAside(importId);
}
