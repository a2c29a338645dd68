import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { loadSelf } from "./load.ts";
import { makeRecoveryCodes, recoveryHash } from "./recovery-codes.ts";

/**
 * リカバリーコード発行: new ones in place of all before. They are in the answer and nowhere else: who did not see it
 * has them made again.
 * @throws Refusal NOT_FOUND when no app is registered
 */
export async function renewRecoveryCodes(scope: Scope): Promise<string[]> {
  permit(scope, "codes:manage");
  const codes = makeRecoveryCodes();
  await inTransaction(scope, async (inner) => {
    const { id, tenantId, loginId, totpSince } = await loadSelf(inner);
    if (!totpSince) throw new Refusal("NOT_FOUND");
    // Locks the row: of two at once the codes of one remain, not those of both.
    const { count } = await inner.db.user.updateMany({ where: { id, totpSince }, data: { totpSince } });
    if (count !== 1) throw new Refusal("NOT_FOUND");
    await inner.db.recoveryCode.deleteMany({ where: { userId: id } });
    await inner.db.recoveryCode.createMany({ data: codes.map((code) => ({ tenantId, userId: id, hash: recoveryHash(code) })) });
    await recordAudit(inner, { action: "codes:renew-recovery", target: loginId, facts: { count: codes.length } });
  });
  return codes;
}
