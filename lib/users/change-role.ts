import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { ChangeRoleInput } from "./inputs.ts";
import { keepOneAdministrator, loadOther } from "./load.ts";
import { rolesByTenant } from "./model.ts";

/**
 * 権限: effective from the user's next request on. Sent twice it changes once.
 * @throws Refusal INPUT_INVALID for a role that this sort of organisation does not have; NOT_FOUND, USER_SELF, USER_CHANGED,
 *   USER_LAST_ADMINISTRATOR
 */
export async function changeRole(scope: Scope, { id, version, role }: ChangeRoleInput): Promise<void> {
  permit(scope, "users:grant");
  if (!rolesByTenant[scope.tenant.kind].includes(role)) throw new Refusal("INPUT_INVALID", { role });
  await inTransaction(scope, async (inner) => {
    const user = await loadOther(inner, id);
    if (user.role === role) return;
    if (user.version !== version) throw new Refusal("USER_CHANGED");
    await keepOneAdministrator(inner, user);
    const { count } = await inner.db.user.updateMany({ where: { id, version }, data: { role, version: version + 1 } });
    if (count === 0) throw new Refusal("USER_CHANGED");
    const facts = { "role.before": user.role, "role.after": role };
    await recordAudit(inner, { action: "users:change-role", target: user.loginId, facts });
  });
}
