import { systemPool } from "../platform/system-db.ts";

const monthsAhead = 3;

/** The sign-in table's months from this one on. Those that are there stay; @returns how many were made. */
export async function makeSignInPartitions(now: Date): Promise<number> {
  const { rows } = await systemPool().query<{ made: number }>(`SELECT portal_make_sign_in_partitions($1::date, $2) AS made`, [
    now.toISOString().slice(0, 10),
    monthsAhead,
  ]);
  return rows[0]?.made ?? 0;
}
