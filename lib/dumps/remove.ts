import { permit } from "../access/permissions.ts";
import { lockChain, recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { DumpIdInput } from "./inputs.ts";
import { isOpenDump } from "./model.ts";
import { removeAttempts } from "./remove-attempts.ts";

/**
 * Off the list for good, and the file with it. A download that is under way breaks off: what it has got so far is right,
 * and its length says that there should be more. What cannot be removed from the storage now is swept later.
 * @throws Refusal NOT_FOUND; DUMP_RUNNING while it is being made
 */
export async function removeDump(scope: Scope, { id }: DumpIdInput): Promise<void> {
  permit(scope, "databases:remove-dump");
  const removed = await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const where = { tenantId_id: { tenantId: scope.tenant.id, id } };
    const dump = await inner.db.databaseDump.findUnique({
      where,
      select: { id: true, attempt: true, kind: true, state: true, fileName: true },
    });
    if (!dump) throw new Refusal("NOT_FOUND", { id });
    if (dump.state === "removed") return undefined;
    if (isOpenDump(dump.state)) throw new Refusal("DUMP_RUNNING");
    // Without the key nobody reads the pieces, wherever a copy of them is.
    await inner.db.databaseDump.update({
      where,
      data: { state: "removed", removedAt: scope.clock.now(), keyEnvelope: null },
      select: { id: true },
    });
    await recordAudit(inner, { action: "dumps:remove", target: dump.fileName, facts: { kind: dump.kind } });
    return dump;
  });
  if (removed) await removeAttempts(removed, removed.attempt);
}
