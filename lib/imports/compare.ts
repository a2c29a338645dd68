import type { ArchiveReason, ArchiveSummary } from "../archives/model.ts";
import type { ImportReport } from "./model.ts";

/**
 * Counts every table of the staging database and of the one in use. `signal` ends it, also in the server.
 * @param staging name of the database, `live` too
 * @param onProgress 0 to 1; never falls
 */
export function compareDatabases(
  _summary: ArchiveSummary,
  _staging: string,
  _live: string,
  _signal: AbortSignal,
  _onProgress: (done: number) => void,
): Promise<ImportReport> {
  return Promise.reject(new Error("compareDatabases"));
}

/** What `pg_restore --list` thinks of the file, in the sandbox; undefined when it agrees. */
export function secondOpinion(
  _pgRestore: string,
  _file: string,
  _directory: string,
  _summary: ArchiveSummary,
  _signal: AbortSignal,
): Promise<ArchiveReason | undefined> {
  return Promise.reject(new Error("secondOpinion"));
}
