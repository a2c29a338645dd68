import { inOffice } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { NoticeInput } from "./inputs.ts";
import { contentOf, findTarget, isSame, recordNotice, storedFields } from "./record.ts";

/**
 * The same form sent twice makes one notice; sent again with another text it is refused, or the second text would be
 * lost in silence.
 * @throws Refusal TENANT_UNKNOWN, ENTRY_CHANGED
 */
export async function createNotice(scope: Scope, input: NoticeInput): Promise<void> {
  permit(scope, "console:notices");
  await inOffice(scope, async (inner) => {
    const target = await findTarget(inner, input.tenant);
    const { tenant: _, ...row } = input;
    const { count } = await inner.office.notice.createMany({
      data: [{ ...row, tenantId: target?.id ?? null }],
      skipDuplicates: true,
    });
    if (count === 1) return recordNotice(inner, "notices:create", input.id, { after: contentOf(input) });
    const known = await inner.office.notice.findUniqueOrThrow({ where: { id: input.id }, select: storedFields });
    if (!isSame(contentOf(known), contentOf(input))) throw new Refusal("ENTRY_CHANGED");
  });
}
