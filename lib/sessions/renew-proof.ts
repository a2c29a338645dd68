import { systemPool } from "../platform/system-db.ts";

/**
 * The person has just shown the password again. Sessions older than a password change are over without this. After a
 * clock that was set back the change may lie ahead: the session must not end by its own proof.
 * @returns false when the session has ended meanwhile
 */
export async function renewProof(sessionId: string, at: Date): Promise<boolean> {
  const { rowCount } = await systemPool().query(renew, [sessionId, at]);
  return rowCount === 1;
}

const renew = `UPDATE sessions s SET "provedAt" = greatest($2, u."passwordChangedAt")
  FROM users u WHERE u.id = s."userId" AND s.id = $1 AND s."endedAt" IS NULL`;
