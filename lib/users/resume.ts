import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import { endSessionsElsewhere, endSessionsHere } from "./end-sessions.ts";
import type { UserInput } from "./inputs.ts";
import { loadUser } from "./load.ts";

/** 再開, with the password as it was and none of the former sessions. Twice is as good as once. @throws Refusal NOT_FOUND */
export async function resumeUser(scope: Scope, { id }: UserInput): Promise<void> {
  permit(scope, "users:manage");
  await loadUser(scope, id);
  // Before: what a stop that was interrupted has left open, or a sign-in in its very moment, must not come to life again.
  await endSessionsElsewhere(scope, id);
  await inTransaction(scope, async (inner) => {
    const { loginId, state } = await loadUser(inner, id);
    if (state === "active") return;
    await endSessionsHere(inner, id, "user-stopped");
    const where = { id, state: "stopped" } as const;
    const { count } = await inner.db.user.updateMany({ where, data: { state: "active", version: { increment: 1 } } });
    if (count === 0) return;
    const facts = { "state.before": "stopped", "state.after": "active" };
    await recordAudit(inner, { action: "users:resume", target: loginId, facts });
  });
}
