import { adminPool } from "./prepare-server.ts";

/** object_in_use, query_canceled (our own time limit), deadlock_detected, tuple concurrently updated: to be tried again. */
export function isBusy(error: unknown): boolean {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return ["55006", "57014", "40P01"].includes(String(error.code)) || /tuple concurrently updated/.test(error.message);
}

/** Who is in a database that cannot be renamed: role and program of each. */
export async function listConnections(database: string): Promise<string[]> {
  const pool = await adminPool();
  const { rows } = await pool.query<{ who: string }>(
    `SELECT concat_ws(' ', usename, nullif(application_name, ''), nullif(backend_type, 'client backend')) AS who
       FROM pg_stat_activity WHERE datname = $1
     UNION ALL SELECT concat_ws(' ', owner, 'prepared transaction', gid) FROM pg_prepared_xacts WHERE database = $1`,
    [database],
  );
  return rows.map(({ who }) => who);
}
