import { recordAudit } from "../audit/record.ts";
import type { Scope } from "../platform/scope.ts";

/**
 * Takes the third factor off a user of the tenant, be it only started, with the recovery codes: for the commands that
 * have permitted. Twice is as good as once.
 * @param inner inside a transaction
 */
export async function takeOffCodes(
  inner: Scope,
  { id, loginId }: { readonly id: string; readonly loginId: string },
  action: "codes:remove" | "users:remove-codes",
): Promise<void> {
  const { count } = await inner.db.user.updateMany({
    where: { id, totpEnvelope: { not: null } },
    data: { totpEnvelope: null, totpSince: null },
  });
  await inner.db.recoveryCode.deleteMany({ where: { userId: id } });
  if (count > 0) await recordAudit(inner, { action, target: loginId });
}
