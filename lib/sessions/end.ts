import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { joinSystemTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { systemDb } from "../platform/system-db.ts";

/** 終了 of one session of a user of this tenant. Twice is as good as once. @throws Refusal NOT_FOUND */
export async function endSession(scope: Scope, input: { readonly userId: string; readonly sessionId: string }): Promise<void> {
  permit(scope, "users:manage");
  const user = await scope.db.user.findUnique({ where: { id: input.userId }, select: { id: true, loginId: true } });
  if (!user) throw new Refusal("NOT_FOUND");
  await end(scope, user, input.sessionId, "ended-by-administrator");
}

/** 終了 of one of one's own sessions. Twice is as good as once. */
export async function endOwnSession(scope: Scope, input: { readonly sessionId: string }): Promise<void> {
  permit(scope, "sessions:own");
  if (scope.actor.user) await end(scope, scope.actor.user, input.sessionId, "ended-by-user");
}

/**
 * All sessions of a user of this tenant but the one that asks, for commands that have permitted and record what they do to the user
 * (stopping, resuming, a new password). It commits by itself, waits for no row of theirs and may be repeated.
 * @returns how many there were, for the entry
 */
export async function endSessionsOf({ tenant, actor, clock }: Scope, userId: string): Promise<number> {
  const { count } = await systemDb().session.updateMany({
    where: { userId, userTenantId: tenant.id, endedAt: null, ...(actor.sessionId && { id: { not: actor.sessionId } }) },
    data: { endedAt: clock.now(), endReason: "ended-by-administrator" },
  });
  return count;
}

/**
 * By the system role, in one transaction with the entry: a vendor's user is at work in clinics, whose rows the
 * vendor's own scope does not see. The user is the tenant's own in the condition itself.
 */
async function end(
  scope: Scope,
  user: { readonly id: string; readonly loginId: string },
  sessionId: string,
  endReason: string,
): Promise<void> {
  await systemDb().$transaction(async (transaction) => {
    const { count } = await transaction.session.updateMany({
      where: { id: sessionId, userId: user.id, userTenantId: scope.tenant.id, endedAt: null },
      data: { endedAt: scope.clock.now(), endReason },
    });
    if (count === 0) return;
    const inner = { ...scope, db: joinSystemTransaction(transaction) };
    await recordAudit(inner, { action: "sessions:end", target: user.loginId, facts: { sessionId } });
  });
}
