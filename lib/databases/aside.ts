import { escapeIdentifier as id } from "pg";
import { adminPool } from "./prepare-server.ts";
import { readSwap } from "./swap-record.ts";

/** Drops what an import set aside. Idempotent; after it there is no way back. */
export async function dropAside(importId: string): Promise<void> {
  const pool = await adminPool();
  const swap = await readSwap(pool, importId);
  if (!swap || swap.rolledBackAt) return;
  await pool.query(`DROP DATABASE IF EXISTS ${id(swap.aside)} WITH (FORCE)`);
  await pool.query("UPDATE portal.swaps SET dropped_at = coalesce(dropped_at, now()) WHERE import = $1", [importId]);
}
