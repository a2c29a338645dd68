import type { Scope } from "../platform/scope.ts";

/** The job. */
export async function runDump(scope: Scope, { id }: { id: string }, worker: { signal: AbortSignal }): Promise<void> {
  throw new Error(`${scope.tenant.orcamoId} ${id} ${worker.signal.aborted}`);
}
