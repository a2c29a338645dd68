import type { Scope } from "../platform/scope.ts";
import type { ImportIdInput } from "./inputs.ts";

/** Removes the database that a test import left to look at. @throws Refusal NOT_FOUND, DATABASES_AWAY */
export async function discardStaging(scope: Scope, { id }: ImportIdInput): Promise<void> {
  throw new Error(`${scope.tenant.orcamoId} ${id}`);
}
