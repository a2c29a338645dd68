import { adminPool } from "../databases/prepare-server.ts";

/**
 * Ends what a one-shot role has open on the tenants' server, and waits for it: a COPY or a CHECK goes on there when the
 * tool that sent it is gone.
 */
export async function endSessions(role: string): Promise<void> {
  const own = "FROM pg_stat_activity WHERE usename = $1 AND backend_type = 'client backend'";
  const pool = await adminPool();
  await pool.query(`SELECT pg_terminate_backend(pid, 10000) ${own}`, [role]);
}
