import { inOffice } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { lockChain } from "../audit/record.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { ChangeNoticeInput } from "./inputs.ts";
import { contentOf, findTarget, isSame, recordNotice, storedFields } from "./record.ts";

/** Also of one that is shown: TOP has the new text at once. @throws Refusal NOT_FOUND, TENANT_UNKNOWN, ENTRY_CHANGED */
export async function changeNotice(scope: Scope, input: ChangeNoticeInput): Promise<void> {
  permit(scope, "console:notices");
  await inOffice(scope, async (inner) => {
    const { id, version, tenant, ...row } = input;
    await lockChain(inner);
    const stored = await inner.office.notice.findUnique({ where: { id }, select: storedFields });
    if (!stored) throw new Refusal("NOT_FOUND", { id });
    const [before, after] = [contentOf(stored), contentOf(input)];
    // The second of two clicks finds its own work done.
    if (isSame(before, after) && !stored.withdrawnAt) return;
    if (stored.version !== version || stored.withdrawnAt) throw new Refusal("ENTRY_CHANGED");
    const target = await findTarget(inner, tenant);
    await inner.office.notice.update({
      where: { id },
      data: { ...row, tenantId: target?.id ?? null, version: { increment: 1 } },
    });
    await recordNotice(inner, "notices:change", id, { before, after });
  });
}
