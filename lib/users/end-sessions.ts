import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import { endSessionsOf } from "../sessions/end.ts";
import { listSessions } from "../sessions/queries.ts";
import type { UserInput } from "./inputs.ts";
import { loadUser } from "./load.ts";

/** すべて終了, but for the session that asks. @throws Refusal NOT_FOUND */
export async function endAllSessions(scope: Scope, { id }: UserInput): Promise<void> {
  permit(scope, "users:manage");
  const open = (await listSessions(scope, { userId: id })).filter(({ present }) => !present);
  const user = await loadUser(scope, id);
  if (open.length === 0) return;
  await inTransaction(scope, async (inner) => {
    await endSessionsHere(inner, id, "ended-by-administrator");
    await recordAudit(inner, { action: "sessions:end-all", target: user.loginId, facts: { count: open.length } });
  });
  await endSessionsElsewhere(scope, id);
}

/** In the transaction of what ends them and before its other rows (as revokeCertificate locks them): all but the one that asks. */
export async function endSessionsHere({ db, tenant, actor, clock }: Scope, userId: string, endReason: string): Promise<void> {
  await db.session.updateMany({
    where: { userId, userTenantId: tenant.id, endedAt: null, ...(actor.sessionId && { id: { not: actor.sessionId } }) },
    data: { endedAt: clock.now(), endReason },
  });
}

/**
 * After the commit: a vendor's user is also at work in clinics, whose rows the vendor's scope does not see. Where this
 * is lost findSession still refuses who is stopped, or has another password.
 */
export async function endSessionsElsewhere(scope: Scope, userId: string): Promise<void> {
  if (scope.tenant.kind === "vendor") await endSessionsOf(scope, userId);
}
