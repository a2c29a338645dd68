import { systemPool } from "../platform/system-db.ts";
import { freshSettings } from "../settings/current.ts";
import { ending, recordAbandoned } from "./ending.ts";

/**
 * Marks the sessions that are over by time as ended, with the reason (findSession refuses them already), and forgets
 * throttle counts of yesterday. @returns how many sessions ended
 */
export async function expireSessions(now: Date): Promise<number> {
  const { sessionIdleMinutes } = await freshSettings();
  const { rows } = await systemPool().query<{ count: number }>(end, [now, sessionIdleMinutes]);
  await systemPool().query(recordAbandoned);
  await systemPool().query(`DELETE FROM sign_in_throttles WHERE "windowStart" < $1::timestamptz - interval '1 day'`, [now]);
  return rows[0]?.count ?? 0;
}

/** Also what was last seen far ahead, before the clock was set back: it must not come to life again with the clock. */
const end = ending(
  `s."expiresAt" <= $1 OR s."lastSeenAt" NOT BETWEEN $1::timestamptz - make_interval(secs => $2 * 60)
    AND $1::timestamptz + make_interval(secs => $2 * 60)`,
  `CASE WHEN s."expiresAt" <= $1 THEN 'expired' ELSE 'idle' END`,
);
