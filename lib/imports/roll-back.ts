import type { Scope } from "../platform/scope.ts";
import type { ImportIdInput } from "./inputs.ts";

/** @throws Refusal NOT_FOUND, ROLLBACK_NOT_POSSIBLE, IMPORT_RUNNING, DUMP_RUNNING, DATABASES_AWAY */
export async function rollBackImport(scope: Scope, { id }: ImportIdInput): Promise<void> {
  throw new Error(`${scope.tenant.orcamoId} ${id}`);
}
