import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { dropStaging } from "../databases/staging.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { ImportIdInput } from "./inputs.ts";

/**
 * Removes the database that a test import left to look at, before its seven days are over. Twice is as good as once.
 * @throws Refusal NOT_FOUND, DATABASES_AWAY
 */
export async function discardStaging(scope: Scope, { id }: ImportIdInput): Promise<void> {
  permit(scope, "databases:test-import");
  const { tenant } = scope;
  await inTransaction(scope, async (inner) => {
    const row = await inner.db.databaseImport.findUnique({
      where: { tenantId_id: { tenantId: tenant.id, id } },
      select: { fileName: true, kind: true },
    });
    if (row?.kind !== "test") throw new Refusal("NOT_FOUND", { id });
    const { count } = await inner.db.databaseImport.updateMany({
      where: { id, state: "done", stagingName: { not: null } },
      data: { stagingName: null, stagingUntil: null },
    });
    if (count === 0) return;
    await recordAudit(inner, { action: "imports:discard-staging", target: row.fileName, facts: { id } });
  });
  // After the commit: one that stays because the server is away is swept, since no row names it any more.
  await dropStaging(tenant.orcamoId, id);
}
