import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { seal } from "../platform/secrets.ts";
import { loadSelf } from "./load.ts";
import { makeTotpSecret, totpBinding } from "./totp.ts";

/**
 * 登録をはじめる: a secret that counts for nothing until a first code was shown. Sent twice, the first secret stays:
 * the app may have read it already.
 * @throws Refusal CODE_ALREADY_SET
 */
export async function startCodes(scope: Scope): Promise<void> {
  permit(scope, "codes:manage");
  await inTransaction(scope, async (inner) => {
    const { id, tenantId, loginId, totpSince } = await loadSelf(inner);
    if (totpSince) throw new Refusal("CODE_ALREADY_SET");
    const totpEnvelope = seal(makeTotpSecret(), totpBinding(tenantId, id));
    const { count } = await inner.db.user.updateMany({ where: { id, totpEnvelope: null }, data: { totpEnvelope } });
    if (count === 1) await recordAudit(inner, { action: "codes:start", target: loginId });
  });
}
