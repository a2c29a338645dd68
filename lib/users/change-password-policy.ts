import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import type { PasswordPolicyInput } from "./inputs.ts";

/** For passwords that are chosen from now on; those in use stay. Sent twice it changes once. */
export async function changePasswordPolicy(scope: Scope, { policy }: PasswordPolicyInput): Promise<void> {
  permit(scope, "users:password-policy");
  await inTransaction(scope, async (inner) => {
    const where = { id: inner.tenant.id };
    const { passwordPolicy } = await inner.db.tenant.findUniqueOrThrow({ where, select: { passwordPolicy: true } });
    if (passwordPolicy === policy) return;
    // The organisation's row before its chain, as the console locks them; who was quicker has changed it to the same.
    const { count } = await inner.db.tenant.updateMany({ where: { ...where, passwordPolicy }, data: { passwordPolicy: policy } });
    if (count === 0) return;
    const facts = { "policy.before": passwordPolicy, "policy.after": policy };
    await recordAudit(inner, { action: "users:change-password-policy", target: inner.tenant.orcamoId, facts });
  });
}
