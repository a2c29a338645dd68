import { permit } from "../access/permissions.ts";
import { checkCode } from "../codes/check.ts";
import type { CodeInput } from "../codes/inputs.ts";
import type { Peer } from "../platform/peer.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { systemPool } from "../platform/system-db.ts";
import { currentSettings } from "../settings/current.ts";
import { recordSignIn, type SignInAttempt } from "../sign-ins/record.ts";
import { countAttempt, forgiveAttempts, signInKeys } from "./throttle.ts";

/**
 * The third factor: opens the session that certificate and password began. A wrong code counts like a wrong password,
 * for the same login ID and certificate.
 * @param scope of the person's own organisation, of a session that waits for its code
 * @throws Refusal SIGN_IN_THROTTLED, CODE_WRONG
 */
export async function finishSignIn(scope: Scope, { code }: CodeInput, peer: Peer): Promise<void> {
  permit(scope, "codes:show");
  const { user, sessionId } = scope.actor;
  const { certificate } = peer;
  if (!user || !sessionId || certificate.state !== "valid") throw new Refusal("SIGN_IN_REQUIRED");
  const keys = signInKeys(certificate, peer, user.loginId);
  const { tenantId } = certificate;
  const attempt = { tenantId, at: scope.clock.now(), loginId: user.loginId, user, door: "portal" } as const;
  try {
    await countAttempt(keys, attempt.at);
    if (!(await checkCode(scope, code))) throw new Refusal("CODE_WRONG");
    await openPending(sessionId, { ...attempt, result: "success" }, peer);
  } catch (error) {
    if (error instanceof Refusal) await recordSignIn({ ...attempt, result: "failure", reason: error.code }, peer);
    throw error;
  }
  await forgiveAttempts(keys);
}

/**
 * In one transaction with its row in the history: the browser has the cookie already, so what cannot be recorded must not
 * open. Its hours count from the password, as the cookie's do.
 * @throws Refusal SIGN_IN_REQUIRED when it was ended meanwhile
 */
async function openPending(sessionId: string, attempt: SignInAttempt, peer: Peer): Promise<void> {
  const client = await systemPool().connect();
  try {
    await client.query("BEGIN");
    const { rowCount } = await client.query(open, [sessionId, attempt.at, currentSettings().sessionAbsoluteHours]);
    if (rowCount !== 1) throw new Refusal("SIGN_IN_REQUIRED");
    await recordSignIn(attempt, peer, client);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

const open = `WITH opened AS (
    UPDATE sessions SET "codePending" = false, "lastSeenAt" = $2, "expiresAt" = "createdAt" + make_interval(secs => $3 * 3600)
    WHERE id = $1 AND "codePending" AND "endedAt" IS NULL RETURNING "userId")
  UPDATE users u SET "lastSignInAt" = $2 FROM opened WHERE u.id = opened."userId"`;
