import type { Scope } from "../platform/scope.ts";
import type { RequestDumpInput } from "./inputs.ts";

/** @throws Refusal DUMP_LIMIT, DUMP_RUNNING, DATABASES_OFF */
export async function requestDump(scope: Scope, input: RequestDumpInput): Promise<{ id: string }> {
  throw new Error(`${scope.tenant.orcamoId} ${input.requestId}`);
}
