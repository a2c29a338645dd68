import { isRefusal, Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { systemPool } from "../platform/system-db.ts";
import { recordSignIn } from "../sign-ins/record.ts";
import { verifyPassword } from "../users/password.ts";
import { countAttempt, forgiveAttempts, throttleKeys } from "./throttle.ts";

interface Self {
  readonly id: string;
  readonly loginId: string;
  readonly name: string;
  readonly passwordHash: string;
}

/**
 * The password of the person who is signed in, typed again. Who finds a browser left open must not learn it by trying:
 * guesses count like those of signing in, and stand in the history of the tenant whose certificate is in the browser.
 * @param wrong how the caller's form calls a wrong one
 * @throws Refusal SIGN_IN_THROTTLED, or the given one
 */
export async function checkOwnPassword(
  scope: Scope,
  user: Self,
  password: string,
  wrong: "PROOF_WRONG" | "PASSWORD_WRONG",
): Promise<void> {
  const keys = throttleKeys(scope.actor, user.loginId);
  const now = scope.clock.now();
  try {
    await countAttempt(keys, now);
    if (!(await verifyPassword(user.passwordHash, password))) throw new Refusal(wrong);
  } catch (error) {
    if (isRefusal(error)) await recordFailure(scope, user, error.code === wrong ? "PROOF_WRONG" : error.code);
    throw error;
  }
  await forgiveAttempts(keys);
}

async function recordFailure({ actor, tenant, clock }: Scope, user: Self, reason: string): Promise<void> {
  const { rows } = await systemPool().query<{ tenantId: string }>(`SELECT "tenantId" FROM sessions WHERE id = $1`, [
    actor.sessionId ?? null,
  ]);
  const attempt = {
    tenantId: rows[0]?.tenantId ?? tenant.id,
    at: clock.now(),
    loginId: user.loginId,
    user,
    door: "portal",
    result: "failure",
    reason,
  } as const;
  await recordSignIn(attempt, actor);
}
