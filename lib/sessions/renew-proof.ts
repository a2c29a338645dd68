import { systemPool } from "../platform/system-db.ts";

/** The person has just shown the password again. Sessions older than a password change are over without this. */
export async function renewProof(sessionId: string, at: Date): Promise<void> {
  await systemPool().query(`UPDATE sessions SET "provedAt" = $2 WHERE id = $1 AND "endedAt" IS NULL`, [sessionId, at]);
}
