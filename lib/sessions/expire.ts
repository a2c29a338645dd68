import { systemPool } from "../platform/system-db.ts";
import { freshSettings } from "../settings/current.ts";

/**
 * Marks the sessions that are over by time as ended, with the reason (findSession refuses them already), and forgets
 * throttle counts of yesterday. @returns how many sessions ended
 */
export async function expireSessions(now: Date): Promise<number> {
  const { sessionIdleMinutes } = await freshSettings();
  const { rowCount } = await systemPool().query(
    `UPDATE sessions SET "endedAt" = $1, "endReason" = CASE WHEN "expiresAt" <= $1 THEN 'expired' ELSE 'idle' END
     WHERE "endedAt" IS NULL AND ("expiresAt" <= $1
       OR "lastSeenAt" NOT BETWEEN $1::timestamptz - make_interval(secs => $2 * 60) AND $1::timestamptz + make_interval(secs => $2 * 60))`,
    [now, sessionIdleMinutes],
  );
  await systemPool().query(`DELETE FROM sign_in_throttles WHERE "windowStart" < $1::timestamptz - interval '1 day'`, [now]);
  return rowCount ?? 0;
}
