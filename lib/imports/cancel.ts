import type { Scope } from "../platform/scope.ts";
import type { ImportIdInput } from "./inputs.ts";

/** @throws Refusal NOT_FOUND, IMPORT_TOO_LATE_TO_CANCEL */
export async function cancelImport(scope: Scope, { id }: ImportIdInput): Promise<void> {
  throw new Error(`${scope.tenant.orcamoId} ${id}`);
}
