import { z } from "zod";
import { inOffice } from "#lib/access/office.ts";
import { systemScope } from "#lib/access/system-scope.ts";
import { type AuditEvent, recordAudit } from "#lib/audit/record.ts";
import { systemDb } from "#lib/platform/system-db.ts";

const lastBackupKey = "last-backup";

export interface LastBackup {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly directory: string;
}

/**
 * Keeps when the last backup was made, for those who watch over it, with an entry in the operator's log. A portal
 * without an operator keeps the moment alone.
 */
export async function rememberBackup(last: LastBackup, event: AuditEvent): Promise<void> {
  const operator = await systemDb().tenant.findFirst({ where: { kind: "operator" }, orderBy: { createdAt: "asc" } });
  if (!operator) return keep(systemDb(), last, new Date());
  const scope = await systemScope(operator.orcamoId, "command line");
  await inOffice(scope, async (inner) => {
    await keep(inner.office, last, inner.clock.now());
    await recordAudit(inner, event);
  });
}

/** The last one that was made, or that this database was restored from. */
export async function findLastBackup(): Promise<{ at: Date; directory: string } | undefined> {
  const row = await systemDb().setting.findUnique({ where: { key: lastBackupKey } });
  return row ? shape.parse(row.value) : undefined;
}

const shape = z.object({ at: z.coerce.date(), directory: z.string() });

async function keep(db: Pick<ReturnType<typeof systemDb>, "setting">, last: LastBackup, changedAt: Date): Promise<void> {
  const value = { ...last };
  await db.setting.upsert({
    where: { key: lastBackupKey },
    create: { key: lastBackupKey, value, changedAt },
    update: { value, changedAt, version: { increment: 1 } },
  });
}
