import { escapeIdentifier as id } from "pg";
import { inAdmin } from "./prepare-server.ts";

/**
 * Drops what an import set aside; after it there is no way back. Idempotent. Noted before it is dropped: a rollback that
 * comes in between finds that it is too late, and one that came before leaves nothing to drop.
 */
export function dropAside(importId: string): Promise<void> {
  return noteAndDrop("aside", "rolled_back_at IS NULL", importId);
}

/** Drops what an import had brought before it was rolled back. Idempotent. */
export function dropReturned(importId: string): Promise<void> {
  return noteAndDrop("returned", "rolled_back_at IS NOT NULL", importId);
}

async function noteAndDrop(which: "aside" | "returned", condition: string, importId: string): Promise<void> {
  await inAdmin(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `UPDATE portal.swaps SET dropped_at = coalesce(dropped_at, now()) WHERE import = $1 AND ${condition} RETURNING ${which} AS name`,
      [importId],
    );
    for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${id(name)} WITH (FORCE)`);
  });
}
