import { permit } from "../access/permissions.ts";
import { lockChain, recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { DumpIdInput } from "./inputs.ts";
import { isOpenDump } from "./model.ts";

/**
 * One that waits ends at once; one that runs ends when its worker notices, within seconds. One that is over stays as it is.
 * @throws Refusal NOT_FOUND; IMPORT_RUNNING for a safety dump, which ends with its import
 */
export async function cancelDump(scope: Scope, { id }: DumpIdInput): Promise<void> {
  permit(scope, "databases:cancel");
  await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const where = { tenantId_id: { tenantId: scope.tenant.id, id } };
    const dump = await inner.db.databaseDump.findUnique({
      where,
      select: { kind: true, state: true, fileName: true, cancelAskedAt: true },
    });
    if (!dump) throw new Refusal("NOT_FOUND", { id });
    if (!isOpenDump(dump.state) || dump.cancelAskedAt) return;
    if (dump.kind === "safety") throw new Refusal("IMPORT_RUNNING");
    const now = scope.clock.now();
    const ended = await inner.db.databaseDump.updateMany({
      where: { id, state: "waiting" },
      data: { state: "cancelled", cancelAskedAt: now, finishedAt: now },
    });
    const open = { in: ["waiting" as const, "running" as const] };
    const asked =
      ended.count > 0
        ? ended
        : await inner.db.databaseDump.updateMany({ where: { id, state: open }, data: { cancelAskedAt: now } });
    if (asked.count === 0) return;
    await recordAudit(inner, { action: "dumps:cancel", target: dump.fileName });
  });
}
