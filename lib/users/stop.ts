import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import { endSessionsElsewhere, endSessionsHere } from "./end-sessions.ts";
import type { UserInput } from "./inputs.ts";
import { keepOneAdministrator, loadOther } from "./load.ts";

/**
 * 停止: the sessions end in the same transaction, and whoever is stopped does not sign in. Twice is as good as once.
 * @throws Refusal NOT_FOUND, USER_SELF, USER_LAST_ADMINISTRATOR
 */
export async function stopUser(scope: Scope, { id }: UserInput): Promise<void> {
  permit(scope, "users:manage");
  await inTransaction(scope, async (inner) => {
    await endSessionsHere(inner, id, "user-stopped");
    const user = await loadOther(inner, id);
    if (user.state === "stopped") return;
    await keepOneAdministrator(inner, user);
    await inner.db.user.update({
      where: { id },
      data: { state: "stopped", version: { increment: 1 } },
      select: { id: true },
    });
    const facts = { "state.before": "active", "state.after": "stopped" };
    await recordAudit(inner, { action: "users:stop", target: user.loginId, facts });
  });
  await endSessionsElsewhere(scope, id);
}
