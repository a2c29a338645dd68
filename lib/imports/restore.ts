import type { ArchiveSummary } from "../archives/model.ts";
import type { RestoreFacts, RestoreReason } from "./explain-restore.ts";

/** Where it goes: what `createStaging` answers (lib/databases). */
export interface RestoreTarget {
  /** The database. */
  readonly name: string;
  /** The one-shot role. */
  readonly role: string;
  /** With user and password. */
  readonly url: string;
}

export interface RestoreRun {
  readonly staging: RestoreTarget;
  /** The archive, in plain bytes. */
  readonly file: string;
  readonly directory: string;
  readonly summary: ArchiveSummary;
  readonly pgRestore: string;
  readonly signal: AbortSignal;
  readonly deadline: Date;
  onProgress(progress: RestoreProgress): void;
  /** What pg_restore says, as it says it: for the import's log. */
  onLine(line: string): void;
}

export interface RestoreProgress {
  /** 0 to 1 of the restore; never falls. */
  readonly done: number;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly item: string | null;
}

export type RestoreOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: RestoreReason; readonly facts: RestoreFacts };

export function restoreArchive(_run: RestoreRun): Promise<RestoreOutcome> {
  return Promise.reject(new Error("restoreArchive"));
}
