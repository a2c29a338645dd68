import type { ClientBase, Pool } from "pg";

/** What the clinics' server itself knows of an import that was swapped in. */
export interface SwapRecord {
  readonly live: string;
  readonly aside: string;
  readonly swappedAt: Date;
  readonly rolledBackAt: Date | null;
  /** For how long nobody could connect, in milliseconds; 0 where that could not be noted any more. */
  readonly outageMs: number;
}

export async function readSwap(client: Pool | ClientBase, importId: string): Promise<SwapRecord | undefined> {
  const { rows } = await client.query<SwapRecord>(
    `SELECT live, aside, swapped_at AS "swappedAt", rolled_back_at AS "rolledBackAt", outage_ms AS "outageMs"
     FROM portal.swaps WHERE import = $1`,
    [importId],
  );
  return rows[0];
}

/** Swaps of one live database take turns; to the end of the transaction. */
export async function lockSwaps(client: ClientBase, live: string): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 1))", [live]);
}

export interface StandingSwap {
  readonly importId: string;
  readonly swappedAt: Date;
  readonly rolledBackAt: Date | null;
}

/** Swaps that a database beside the live one still stands for. */
export async function listStanding(pool: Pool): Promise<StandingSwap[]> {
  const { rows } = await pool.query<StandingSwap>(
    `SELECT import AS "importId", swapped_at AS "swappedAt", rolled_back_at AS "rolledBackAt"
     FROM portal.swaps WHERE dropped_at IS NULL ORDER BY number`,
  );
  return rows;
}
