import { formatDateTimeSeconds } from "#lib/platform/format.ts";
import type { ArchiveEntry } from "./model.ts";
import type { ArchiveHeader } from "./read-header.ts";

/** Comments, as pg_restore --list prints them. */
export function listHead(header: ArchiveHeader): string {
  return [
    ";",
    `; Archive created at ${formatDateTimeSeconds(header.madeAt)}`,
    `;     dbname: ${header.databaseName}`,
    `;     TOC Entries: ${header.tocEntries}`,
    ";",
  ].join("\n");
}

/** pg_restore reads the number alone. The rest is for people, on one line: texts are plain already. */
export function listLine(entry: Pick<ArchiveEntry, "dumpId" | "desc" | "tag" | "schema" | "owner">, catalogId: string): string {
  return `${entry.dumpId}; ${catalogId} ${entry.desc} ${entry.schema ?? "-"} ${entry.tag} ${entry.owner}`;
}
