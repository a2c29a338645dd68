import { BadArchive } from "./bad-archive.ts";
import { maskedSql } from "./encodings.ts";
import type { TocEntry } from "./read-toc-entry.ts";

const name = `[a-z_][a-z0-9_]*|"(?:[^"]|"")+"`;
const form = new RegExp(
  `^COPY (?:(${name})\\.)?(${name}) (?:\\((?:${name})(?:, (?:${name}))*\\))? ?(WITH OIDS )?FROM stdin;\\n$`,
);

/** Exactly `COPY schema.table (columns) FROM stdin;` of the entry's own table. Before 9.6.8 and 10.3 it had no schema. */
export function checkCopyStatement(entry: TocEntry, encoding: string, facts: { desc: string; tag: string }): void {
  if (entry.copyStatement.length === 0) throw new BadArchive("ARCHIVE_INSERTS", { ...facts, table: facts.tag });
  const parts = form.exec(maskedSql(entry.copyStatement, encoding));
  if (!parts) throw new BadArchive("ARCHIVE_COPY_STATEMENT", facts);
  if (parts[3] !== undefined) throw new BadArchive("ARCHIVE_OIDS", { ...facts, table: facts.tag });
  // With --load-via-partition-root the rows of a partition go in at the top.
  if (entry.definition.length > 0) return;
  const schema = parts[1] === undefined ? undefined : unquoted(parts[1]);
  const own = schema === undefined || (entry.schema !== null && schema === maskedSql(entry.schema, encoding));
  if (!own || unquoted(parts[2] ?? "") !== maskedSql(entry.tag, encoding)) throw new BadArchive("ARCHIVE_COPY_STATEMENT", facts);
}

export function unquoted(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;
}
