import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { lockLine } from "./issue.ts";
import { overlapEnd, statusOf, subjectText } from "./model.ts";
import { revokeUsable } from "./revoke-usable.ts";

/**
 * Revokes the former generations of a line whose days are over (tenants.overlapDays): their sessions end, the list is
 * signed anew. The newest that works is never among them, whatever became of the others. Twice at once it is done once.
 * @returns whether there was one
 * @throws Refusal NOT_FOUND
 */
export async function closeOverlap(scope: Scope, { number }: { readonly number: number }): Promise<boolean> {
  permit(scope, "certificates:revoke");
  return inTransaction(scope, async (inner) => {
    const { db, clock } = inner;
    const line = await db.certificateLine.findUnique({ where: { number }, select: { id: true } });
    if (!line) throw new Refusal("NOT_FOUND", { number });
    await lockLine(inner, line.id);
    const { overlapDays } = await db.tenant.findUniqueOrThrow({ where: { id: inner.tenant.id }, select: { overlapDays: true } });
    const now = clock.now();
    const rows = (await db.certificate.findMany({ where: { lineId: line.id, state: "active" }, select })).map((row) => ({
      ...row,
      status: statusOf(row, now),
    }));
    const over = rows.filter((row) => (overlapEnd(row, rows, overlapDays)?.getTime() ?? Infinity) <= now.getTime());
    const ended = await revokeUsable(inner, { id: { in: over.map(({ id }) => id) } }, "superseded");
    const [first] = ended;
    if (!first) return false;
    await recordAudit(inner, {
      action: "certificates:close-overlap",
      target: subjectText(first),
      facts: { number, serials: ended.map(({ serial }) => serial).join(" "), overlap: overlapDays },
    });
    return true;
  });
}

const select = { id: true, generation: true, state: true, notAfter: true, firstUsedAt: true } as const;
