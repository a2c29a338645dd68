import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { holdTenant } from "../databases/hold.ts";
import { SwapBlocked } from "../databases/model.ts";
import { swapBack } from "../databases/roll-back.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { isTenantServerAway } from "../postgres/tenant-server.ts";
import type { ImportIdInput } from "./inputs.ts";
import { importPhases } from "./model.ts";

/**
 * 元に戻す: what was set aside is in use again, as fast as it was taken out. The imported database is set aside in its turn,
 * until the same day. Twice is as good as once.
 * @throws Refusal NOT_FOUND, ROLLBACK_NOT_POSSIBLE, IMPORT_RUNNING, DUMP_RUNNING, DATABASE_IN_USE, DATABASES_AWAY
 */
export async function rollBackImport(scope: Scope, { id }: ImportIdInput): Promise<void> {
  permit(scope, "databases:import");
  const row = await scope.db.databaseImport.findUnique({
    where: { tenantId_id: { tenantId: scope.tenant.id, id } },
    select: { state: true },
  });
  if (!row) throw new Refusal("NOT_FOUND", { id });
  if (row.state === "rolledBack") return;
  if (row.state !== "done") throw new Refusal("ROLLBACK_NOT_POSSIBLE");
  const hold = await holdTenant(scope.tenant.id);
  if (!hold) throw new Refusal((await isImporting(scope)) ? "IMPORT_RUNNING" : "DUMP_RUNNING");
  try {
    await goBack(scope, id);
  } finally {
    await hold.release();
  }
}

/**
 * The databases change places last: if the entry cannot be written, nothing was done. When the answer of the commit is lost,
 * the tenants' server knows what it did, and the next press of the button ends with the same.
 */
async function goBack(scope: Scope, id: string): Promise<void> {
  const { clock, tenant } = scope;
  await inTransaction(scope, async (inner) => {
    const now = clock.now();
    const [row] = await inner.db.databaseImport.updateManyAndReturn({
      where: { id, state: "done", asideUntil: { gt: now } },
      data: { state: "rolledBack", rolledBackAt: now },
      select: { fileName: true },
    });
    if (!row) throw new Refusal("ROLLBACK_NOT_POSSIBLE");
    await recordAudit(inner, { action: "imports:roll-back", target: row.fileName, facts: { id } });
    await swapBack(id, tenant.orcamoId).catch(asRefusal);
  });
}

function asRefusal(error: unknown): never {
  if (error instanceof SwapBlocked) throw new Refusal("DATABASE_IN_USE", { who: error.connections.join("、") });
  if (isTenantServerAway(error)) throw new Refusal("DATABASES_AWAY");
  throw error;
}

async function isImporting({ db }: Scope): Promise<boolean> {
  return (await db.databaseImport.count({ where: { state: { in: importPhases.filter((phase) => phase !== "waiting") } } })) > 0;
}
