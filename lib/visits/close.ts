import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";

/** 退出. Twice is as good as once; a visit that nobody closes is over with its session. */
export async function closeVisit(scope: Scope): Promise<void> {
  permit(scope, "visits:open");
  const { user, sessionId } = scope.actor;
  if (!user || !sessionId) throw new Refusal("NOT_PERMITTED");
  await inTransaction(scope, async (inner) => {
    const { count } = await inner.db.visit.updateMany({
      where: { sessionId, endedAt: null },
      data: { endedAt: scope.clock.now() },
    });
    if (count === 0) return;
    await recordAudit(inner, {
      action: "visits:close",
      target: user.loginId,
      facts: { organization: user.organization },
    });
  });
}
