import type { ClientBase, Pool } from "pg";

export interface SwapRecord {
  readonly live: string;
  readonly aside: string;
  readonly swappedAt: Date;
  readonly rolledBackAt: Date | null;
  /** For how long nobody could connect, in milliseconds. */
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
