import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import { loadSelf } from "./load.ts";

/** 解除, also of what was only started. Sent twice is as good as once. */
export async function removeOwnCodes(scope: Scope): Promise<void> {
  permit(scope, "codes:manage");
  await inTransaction(scope, async (inner) => {
    const { id, loginId } = await loadSelf(inner);
    const { count } = await inner.db.user.updateMany({
      where: { id, totpEnvelope: { not: null } },
      data: { totpEnvelope: null, totpSince: null },
    });
    await inner.db.recoveryCode.deleteMany({ where: { userId: id } });
    if (count === 1) await recordAudit(inner, { action: "codes:remove", target: loginId });
  });
}
