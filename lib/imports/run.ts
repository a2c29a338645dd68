import type { Jobs } from "../platform/jobs.ts";

/** The job. All state is in the row: any worker may go on where another one died. */
export async function runImport({ orcamoId, id }: Jobs["run-import"], worker: { readonly signal: AbortSignal }): Promise<void> {
  throw new Error(`${orcamoId} ${id} ${worker.signal.aborted}`);
}
