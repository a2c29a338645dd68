import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { enqueue } from "../platform/jobs.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { lockLine } from "./issue.ts";
import { overlapEnd, statusOf, subjectText } from "./model.ts";

/**
 * Revokes the former generations of a line whose days are over (tenants.overlapDays): their sessions end, the list is
 * signed anew. The newest that works is never among them, whatever became of the others. Twice at once it is done once.
 * @throws Refusal NOT_FOUND
 */
export async function closeOverlap(scope: Scope, { number }: { readonly number: number }): Promise<void> {
  permit(scope, "certificates:revoke");
  await inTransaction(scope, async (inner) => {
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
    const [first] = over;
    if (!first) return;
    const ids = over.map(({ id }) => id);
    await db.certificate.updateMany({
      where: { id: { in: ids } },
      data: { state: "revoked", revokedAt: now, revocationReason: "superseded" },
    });
    await db.session.updateMany({
      where: { certificateId: { in: ids }, endedAt: null },
      data: { endedAt: now, endReason: "certificate-revoked" },
    });
    for (const shard of new Set(over.map(({ crlShard }) => crlShard))) await enqueue(inner, "revocation-list", { shard });
    await recordAudit(inner, {
      action: "certificates:close-overlap",
      target: subjectText(first),
      facts: { number, serials: over.map(({ serial }) => serial).join(" "), overlap: overlapDays },
    });
  });
}

const select = {
  id: true,
  generation: true,
  state: true,
  notAfter: true,
  firstUsedAt: true,
  serial: true,
  crlShard: true,
  commonName: true,
  organization: true,
} as const;
