import type { Scope } from "../platform/scope.ts";
import type { DumpScheduleInput } from "./inputs.ts";

/** @throws Refusal ENTRY_CHANGED */
export async function changeDumpSchedule(scope: Scope, input: DumpScheduleInput): Promise<void> {
  throw new Error(`${scope.tenant.orcamoId} ${input.minute}`);
}
