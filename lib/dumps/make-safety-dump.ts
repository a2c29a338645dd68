import type { Scope } from "../platform/scope.ts";

export interface SafetyDumpWork {
  /** Ends it: cancelled, stopped, or the hold is lost. */
  readonly signal: AbortSignal;
  /** 0 to 1; never falls. */
  onProgress(done: number): void;
}

/**
 * The dump before a 本番インポート, under the hold and the attempt of the import: whoever calls holds the tenant. Run
 * again for the same import it makes it anew and leaves nothing of the former.
 * @throws DumpFailure (lib/dumps/reason-words.ts has the sentence), or what `signal` was aborted with
 */
export async function makeSafetyDump(
  scope: Scope,
  { importId }: { importId: string },
  work: SafetyDumpWork,
): Promise<{ dumpId: string }> {
  throw new Error(`${scope.tenant.orcamoId} ${importId} ${work.signal.aborted}`);
}
