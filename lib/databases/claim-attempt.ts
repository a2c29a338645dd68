import { StaleAttempt } from "./model.ts";
import { adminPool } from "./prepare-server.ts";

/**
 * From here on this attempt alone may swap: one that a worker gave up, and that goes on all the same, is refused in the
 * transaction of its swap.
 * @throws StaleAttempt when a newer one was claimed
 */
export async function claimAttempt(importId: string, attempt: number): Promise<void> {
  const pool = await adminPool();
  const { rowCount } = await pool.query(
    `INSERT INTO portal.attempts AS known (import, attempt) VALUES ($1, $2)
     ON CONFLICT (import) DO UPDATE SET attempt = excluded.attempt WHERE known.attempt <= excluded.attempt`,
    [importId, attempt],
  );
  if (!rowCount) throw new StaleAttempt("A newer attempt of this import exists.");
}
