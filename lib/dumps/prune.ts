import { lockChain, recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import { removeAttempts } from "./remove-attempts.ts";

/** 自動ダンプ: the newest ones stay, as many as the schedule says. */
export async function pruneScheduledDumps(scope: Scope): Promise<void> {
  const schedule = await scope.db.dumpSchedule.findUnique({ where: { tenantId: scope.tenant.id }, select: { keep: true } });
  if (!schedule) return;
  const over = await scope.db.databaseDump.findMany({
    where: { kind: "scheduled", state: "done" },
    select: { id: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    skip: schedule.keep,
  });
  for (const { id } of over) await expireDump(scope, id);
}

/** Removed by the portal itself. */
export async function expireDump(scope: Scope, id: string): Promise<void> {
  const expired = await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const [dump] = await inner.db.databaseDump.updateManyAndReturn({
      where: { id, state: "done" },
      data: { state: "removed", removedAt: scope.clock.now(), keyEnvelope: null },
      select: { id: true, attempt: true, kind: true, fileName: true },
    });
    if (dump) await recordAudit(inner, { action: "dumps:expire", target: dump.fileName, facts: { kind: dump.kind } });
    return dump;
  });
  if (expired) await removeAttempts(expired, expired.attempt);
}
