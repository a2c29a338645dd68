import type { Scope } from "../platform/scope.ts";
import type { DumpIdInput } from "./inputs.ts";

/** @throws Refusal NOT_FOUND */
export async function cancelDump(scope: Scope, { id }: DumpIdInput): Promise<void> {
  throw new Error(`${scope.tenant.orcamoId} ${id}`);
}
