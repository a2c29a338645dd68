import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { enqueue } from "../platform/jobs.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { ImportIdInput } from "./inputs.ts";
import { cancellable } from "./model.ts";

/**
 * キャンセル: one that waits has ended at once, one that runs within a second or two. Twice is as good as once.
 * @throws Refusal NOT_FOUND, IMPORT_TOO_LATE_TO_CANCEL
 */
export async function cancelImport(scope: Scope, { id }: ImportIdInput): Promise<void> {
  permit(scope, "databases:cancel");
  await inTransaction(scope, async (inner) => {
    const { db, tenant, clock } = inner;
    const row = await db.databaseImport.findUnique({
      where: { tenantId_id: { tenantId: tenant.id, id } },
      select: { state: true, fileName: true, kind: true, cancelAskedAt: true },
    });
    if (!row) throw new Refusal("NOT_FOUND", { id });
    if (row.state === "cancelled" || (row.cancelAskedAt && cancellable.has(row.state))) return;
    const now = clock.now();
    // Nobody works on one that waits, and who comes to take it finds it over.
    const waited = await db.databaseImport.updateMany({
      where: { id, state: "waiting" },
      data: { state: "cancelled", cancelAskedAt: now, finishedAt: now },
    });
    const asked =
      waited.count > 0
        ? waited
        : await db.databaseImport.updateMany({
            where: { id, state: { in: [...cancellable] } },
            data: { cancelAskedAt: now },
          });
    if (asked.count === 0) throw new Refusal("IMPORT_TOO_LATE_TO_CANCEL");
    // Its worker may be dead: another one ends it then.
    if (waited.count === 0) await enqueue(inner, "run-import", { orcamoId: tenant.orcamoId, id }, { singletonKey: id });
    await recordAudit(inner, { action: "imports:cancel", target: row.fileName, facts: { id, kind: row.kind } });
  });
}
