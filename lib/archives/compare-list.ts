import type { ArchiveReason, ArchiveSummary } from "./model.ts";

/** Second opinion: what `pg_restore --list` printed must name the same entries, versions and count. */
export function disagreement(listOutput: string, summary: ArchiveSummary): ArchiveReason | undefined {
  return listOutput.includes(`TOC Entries: ${summary.tocEntries}\n`) ? undefined : "ARCHIVE_SECOND_OPINION";
}
