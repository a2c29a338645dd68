import type { Scope } from "../platform/scope.ts";
import type { DumpIdInput } from "./inputs.ts";

/** For `paths.dumpFile`. @throws Refusal NOT_FOUND, DUMP_NOT_DONE */
export async function openDumpLink(scope: Scope, { id }: DumpIdInput): Promise<{ token: string; fileName: string }> {
  throw new Error(`${scope.tenant.orcamoId} ${id}`);
}
