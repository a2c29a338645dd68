import type { Client } from "pg";
import { Refusal } from "../platform/refusal.ts";
import { exchange } from "./exchange.ts";
import { lockSwaps, readSwap, type SwapRecord } from "./read-swap.ts";
import { findSwap } from "./swap.ts";

/**
 * What an import had set aside is the live database again. What the import brought stays beside it under a name of its
 * own until it is swept: people may have worked in it. Twice is once.
 * @throws Refusal ROLLBACK_NOT_POSSIBLE; SwapBlocked
 */
export async function swapBack(importId: string, orcamoId: string): Promise<SwapRecord> {
  const returned = await exchange(importId, async (client) => {
    const { swap, returned: away, possible } = await readForRollback(client, importId, orcamoId);
    if (swap.rolledBackAt) return { done: swap };
    if (!possible) throw new Refusal("ROLLBACK_NOT_POSSIBLE");
    const { live, aside } = swap;
    return { exchange: { live, away, next: aside }, note: () => noteRollback(client, importId) };
  });
  return (await findSwap(importId)) ?? returned;
}

interface RollbackFacts {
  readonly swap: SwapRecord;
  readonly returned: string;
  readonly possible: boolean;
}

async function readForRollback(client: Client, importId: string, orcamoId: string): Promise<RollbackFacts> {
  const known = await readSwap(client, importId);
  if (!known) throw new Refusal("ROLLBACK_NOT_POSSIBLE");
  await lockSwaps(client, known.live);
  const { rows } = await client.query<{ returned: string; possible: boolean }>(
    `SELECT returned, orcamo_id = $2 AND dropped_at IS NULL AND EXISTS (SELECT FROM pg_database WHERE datname = aside)
       AND NOT EXISTS (SELECT FROM portal.swaps later
         WHERE later.live = s.live AND later.number > s.number AND later.rolled_back_at IS NULL) AS possible
     FROM portal.swaps s WHERE import = $1 FOR UPDATE OF s`,
    [importId, orcamoId],
  );
  const swap = await readSwap(client, importId);
  const [row] = rows;
  if (!row || !swap) throw new Refusal("ROLLBACK_NOT_POSSIBLE");
  return { swap, ...row };
}

async function noteRollback(client: Client, importId: string): Promise<SwapRecord> {
  await client.query("UPDATE portal.swaps SET rolled_back_at = clock_timestamp() WHERE import = $1", [importId]);
  const noted = await readSwap(client, importId);
  if (!noted) throw new Error("A row that was changed is not there.");
  return noted;
}
