import type { Client } from "pg";
import { env } from "../platform/env.ts";
import { exchange } from "./exchange.ts";
import { asideName, databaseNames, returnedName, StagingChanged, StaleAttempt, stagingName } from "./model.ts";
import { inAdmin } from "./prepare-server.ts";
import { lockSwaps, readSwap, type SwapRecord } from "./read-swap.ts";

export type { SwapRecord } from "./read-swap.ts";

/**
 * Whether an import's database was swapped in, as the server itself knows it, whatever the portal's own rows say. It
 * writes, and so what it returns is on the server's disk: the swap did not wait for that.
 */
export function findSwap(importId: string): Promise<SwapRecord | undefined> {
  return inAdmin(async (client) => {
    await client.query("SET synchronous_commit = on");
    await client.query("UPDATE portal.swaps SET outage_ms = outage_ms WHERE import = $1", [importId]);
    return readSwap(client, importId);
  });
}

export interface Swap {
  readonly importId: string;
  readonly attempt: number;
  readonly orcamoId: string;
}

/**
 * The staging database of the import becomes the live one, and the live one is set aside. Twice is once: the record of
 * the first is returned, also when its answer was lost.
 * @throws StaleAttempt, StagingChanged, SwapBlocked
 */
export async function swapIn(swap: Swap): Promise<SwapRecord> {
  const { importId, orcamoId } = swap;
  const prefix = env().tenantDatabasePrefix;
  const { live } = databaseNames(prefix, orcamoId);
  const away = asideName(prefix, orcamoId, importId);
  const next = stagingName(prefix, orcamoId, importId);
  const swapped = await exchange(importId, async (client) => {
    await lockSwaps(client, live);
    const known = await readSwap(client, importId);
    if (known) return { done: known };
    await requireNewest(client, swap, next);
    return { exchange: { live, away, next }, note: () => noteSwap(client, swap, { live, away }) };
  });
  return (await findSwap(importId)) ?? swapped;
}

/** Locks the attempt: a newer one that is claimed meanwhile waits, and then finds the swap done. */
async function requireNewest(client: Client, { importId, attempt }: Swap, staging: string): Promise<void> {
  const { rows } = await client.query<{ attempt: number; adopted: boolean | null }>(
    `SELECT attempt, staging = (SELECT oid FROM pg_database WHERE datname = $2) AS adopted
     FROM portal.attempts WHERE import = $1 FOR UPDATE`,
    [importId, staging],
  );
  const [newest] = rows;
  if (newest?.attempt !== attempt) throw new StaleAttempt("Another attempt of this import was claimed.");
  if (!newest.adopted) throw new StagingChanged(`${staging} is not the database that this import finished.`);
}

async function noteSwap(client: Client, swap: Swap, { live, away }: { live: string; away: string }): Promise<SwapRecord> {
  const { importId, attempt, orcamoId } = swap;
  const returned = returnedName(env().tenantDatabasePrefix, orcamoId, importId);
  await client.query(
    `INSERT INTO portal.swaps (import, attempt, orcamo_id, live, aside, returned, swapped_at)
     VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp())`,
    [importId, attempt, orcamoId, live, away, returned],
  );
  const noted = await readSwap(client, importId);
  if (!noted) throw new Error("A row that was inserted is not there.");
  return noted;
}
