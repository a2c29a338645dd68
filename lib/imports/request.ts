import type { Scope } from "../platform/scope.ts";
import type { RequestImportInput } from "./inputs.ts";

/**
 * @throws Refusal IMPORT_NAME_WRONG, IMPORT_TIME_PAST, IMPORT_TIME_DAY, IMPORT_TIME_FAR, IMPORT_RUNNING, IMPORT_SCHEDULED,
 *   UPLOAD_GONE, UPLOAD_NOT_WHOLE, DATABASES_OFF, DATABASE_NOT_READY
 */
export async function requestImport(scope: Scope, input: RequestImportInput): Promise<{ id: string }> {
  throw new Error(`${scope.tenant.orcamoId} ${input.requestId}`);
}
