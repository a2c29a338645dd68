import { inOffice } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { lockChain } from "../audit/record.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { WithdrawNoticeInput } from "./inputs.ts";
import { contentOf, recordNotice, storedFields } from "./record.ts";

/** Off TOP at once and for good; it stays in the operator's list. @throws Refusal NOT_FOUND, ENTRY_CHANGED */
export async function withdrawNotice(scope: Scope, { id, version }: WithdrawNoticeInput): Promise<void> {
  permit(scope, "console:notices");
  await inOffice(scope, async (inner) => {
    await lockChain(inner);
    const stored = await inner.office.notice.findUnique({ where: { id }, select: storedFields });
    if (!stored) throw new Refusal("NOT_FOUND", { id });
    if (stored.withdrawnAt) return;
    if (stored.version !== version) throw new Refusal("ENTRY_CHANGED");
    await inner.office.notice.update({
      where: { id },
      data: { withdrawnAt: scope.clock.now(), version: { increment: 1 } },
    });
    await recordNotice(inner, "notices:withdraw", id, { before: contentOf(stored) });
  });
}
