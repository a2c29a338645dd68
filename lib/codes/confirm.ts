import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { open } from "../platform/secrets.ts";
import { stepsWith } from "./check.ts";
import type { CodeInput } from "./inputs.ts";
import { loadSelf } from "./load.ts";
import { stepOfCode, totpBinding } from "./totp.ts";

/**
 * The first code proves that the app has the secret; from now on signing in asks for one. This one is used up, too.
 * Sent twice is as good as once.
 * @throws Refusal CODE_WRONG; NOT_FOUND when nothing was started, or was taken back meanwhile
 */
export async function confirmCodes(scope: Scope, { code }: CodeInput): Promise<void> {
  permit(scope, "codes:manage");
  await inTransaction(scope, async (inner) => {
    const { id, tenantId, loginId, totpEnvelope, totpSince, totpSteps } = await loadSelf(inner);
    if (totpSince) return;
    if (!totpEnvelope) throw new Refusal("NOT_FOUND");
    const now = inner.clock.now();
    const step = stepOfCode(open(totpEnvelope, totpBinding(tenantId, id)), code, now);
    if (step === undefined) throw new Refusal("CODE_WRONG");
    const { count } = await inner.db.user.updateMany({
      where: { id, totpEnvelope, totpSince: null },
      data: { totpSince: now, totpSteps: stepsWith(totpSteps, step) },
    });
    if (count === 1) await recordAudit(inner, { action: "codes:confirm", target: loginId });
  });
}
