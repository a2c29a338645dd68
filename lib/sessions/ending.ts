/**
 * The statement that marks sessions as ended; `$1` is now. One whose code was never shown goes into the sign-in history,
 * at the moment of its password: whoever came so far and no further knew it.
 * @param condition on `s`, a session that is not ended
 * @param reason an SQL expression
 */
export function ending(condition: string, reason: string): string {
  return `WITH ended AS (
      UPDATE sessions s SET "endedAt" = $1, "endReason" = ${reason} WHERE s."endedAt" IS NULL AND (${condition}) RETURNING s.*),
    abandoned AS (${record} WHERE e."codePending")
    SELECT count(*)::int AS count FROM ended`;
}

const record = `INSERT INTO sign_ins
      (id, "tenantId", at, "loginId", "userId", name, door, result, reason, address, "commonName", serial, "userAgent")
    SELECT gen_random_uuid(), e."tenantId", e."createdAt", u."loginId", u.id, u.name, 'portal', 'failure', 'CODE_REQUIRED',
      e.address, c."commonName", c.serial, e."userAgent"
    FROM ended e JOIN users u ON u.id = e."userId" JOIN certificates c ON c.id = e."certificateId"`;

/**
 * The same for those that something else has ended before their code was shown (a new password, a stop, a revocation):
 * just then whoever looks wants to see who knew the password. Each once.
 */
export const recordAbandoned = `WITH ended AS (
      UPDATE sessions SET "codePending" = false
      WHERE "codePending" AND "endedAt" IS NOT NULL AND "endReason" NOT IN ('signed-out', 'expired', 'idle') RETURNING *)
    ${record}`;
