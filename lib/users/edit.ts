import { permit } from "../access/permissions.ts";
import { changesBetween } from "../audit/changes.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { EditUserInput } from "./inputs.ts";
import { lockUser } from "./load.ts";

/** Names and mail. Sent twice it changes once. @throws Refusal NOT_FOUND, USER_CHANGED */
export async function editUser(scope: Scope, { id, version, ...profile }: EditUserInput): Promise<void> {
  permit(scope, "users:manage");
  await inTransaction(scope, async (inner) => {
    const { loginId, name, nameKana, mail } = await lockUser(inner, id);
    const facts = changesBetween({ name, nameKana, mail }, profile);
    if (Object.keys(facts).length === 0) return;
    const { count } = await inner.db.user.updateMany({ where: { id, version }, data: { ...profile, version: version + 1 } });
    if (count === 0) throw new Refusal("USER_CHANGED");
    await recordAudit(inner, { action: "users:edit", target: loginId, facts });
  });
}
