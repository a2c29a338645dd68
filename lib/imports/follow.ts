import { permit } from "../access/permissions.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { ImportProgress, ImportStep } from "./model.ts";

/** Where an import stands, without its report and log: it is asked each second while somebody watches. @throws Refusal NOT_FOUND */
export async function followImport(scope: Scope, id: string): Promise<ImportStep> {
  permit(scope, "databases:read");
  const row = await scope.db.databaseImport.findUnique({
    where: { tenantId_id: { tenantId: scope.tenant.id, id } },
    select: { state: true, progress: true, cancelAskedAt: true },
  });
  if (!row) throw new Refusal("NOT_FOUND", { id });
  return {
    state: row.state,
    progress: row.progress as unknown as ImportProgress | null,
    cancelling: row.cancelAskedAt !== null,
  };
}
