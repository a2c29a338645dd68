import { systemPool } from "../platform/system-db.ts";
import { tokenHash } from "./model.ts";

/** Ends the session of a cookie. Twice is as good as once. */
export async function signOut(token: string, now: Date): Promise<void> {
  await systemPool().query(
    `UPDATE sessions SET "endedAt" = $2, "endReason" = 'signed-out' WHERE "tokenHash" = $1 AND "endedAt" IS NULL`,
    [tokenHash(token), now],
  );
}
