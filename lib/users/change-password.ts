import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { isRefusal, Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { checkOwnPassword } from "../sessions/check-own-password.ts";
import { renewProof } from "../sessions/renew-proof.ts";
import { checkNewPassword } from "./check-password.ts";
import { endSessionsElsewhere, endSessionsHere } from "./end-sessions.ts";
import type { ChangePasswordInput } from "./inputs.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { passwordPolicyOf } from "./queries.ts";

/**
 * Changes one's own password. Every session whose proof is older than the change is over; the present one gets a
 * new proof. The scope is that of the user's own organisation. The same form sent twice at once changes it once.
 * @throws Refusal SIGN_IN_THROTTLED, PASSWORD_WRONG, PASSWORD_SAME, and those of checkNewPassword
 */
export async function changePassword(scope: Scope, input: ChangePasswordInput): Promise<void> {
  permit(scope, "password:change");
  const user = scope.actor.user && (await scope.db.user.findUnique({ where: { id: scope.actor.user.id } }));
  if (!user) throw new Refusal("NOT_PERMITTED");
  await checkOwnPassword(scope, user, input.current, "PASSWORD_WRONG");
  if (input.current === input.next) throw new Refusal("PASSWORD_SAME");
  await checkNewPassword(input.next, user.loginId, await passwordPolicyOf(scope));
  const passwordHash = await hashPassword(input.next);
  const now = scope.clock.now();
  try {
    await replace(scope, user, { passwordHash, now });
  } catch (error) {
    // The other click of a double click was quicker.
    if (isRefusal(error) && error.code === "PASSWORD_WRONG" && (await isNow(scope, user.id, input.next))) return;
    throw error;
  }
  await endSessionsElsewhere(scope, user.id);
  // After the commit: should this be lost, the person signs in once more with the new password.
  if (scope.actor.sessionId) await renewProof(scope.actor.sessionId, now);
}

type Known = { readonly id: string; readonly loginId: string; readonly passwordHash: string };

async function replace(scope: Scope, user: Known, { passwordHash, now }: { passwordHash: string; now: Date }): Promise<void> {
  await inTransaction(scope, async (inner) => {
    // By name, too: to a clock that was set back their proofs would be newer than the change.
    await endSessionsHere(inner, user.id, "password-changed");
    // Two changes at once: the second one no longer knows the current password.
    const changed = await inner.db.user.updateMany({
      where: { id: user.id, passwordHash: user.passwordHash },
      data: { passwordHash, mustChangePassword: false, passwordChangedAt: now, version: { increment: 1 } },
    });
    if (changed.count !== 1) throw new Refusal("PASSWORD_WRONG");
    await recordAudit(inner, { action: "users:change-password", target: user.loginId });
  });
}

async function isNow({ db }: Scope, id: string, password: string): Promise<boolean> {
  const user = await db.user.findUnique({ where: { id }, select: { passwordHash: true } });
  return user !== null && verifyPassword(user.passwordHash, password);
}
