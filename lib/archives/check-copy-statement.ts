import { BadArchive } from "./bad-archive.ts";
import { maskedSql } from "./encodings.ts";
import type { TocEntry } from "./read-toc-entry.ts";

const name = `[a-z_][a-z0-9_]*|"(?:[^"]|"")+"`;
const form = new RegExp(
  `^COPY (?:(${name})\\.)?(${name}) (?:\\((?:${name})(?:, (?:${name}))*\\))? ?(WITH OIDS )?FROM stdin;\\n$`,
);

/**
 * Exactly `COPY schema.table (columns) FROM stdin;`, before 9.6.8 and 10.3 without schema. Of the entry's own table, unless its
 * definition is the comment of --load-via-partition-root. @returns the table as `schema.name`, in the archive's bytes
 */
export function checkCopyStatement(entry: TocEntry, encoding: string, facts: { desc: string; tag: string }): string {
  if (entry.copyStatement.length === 0) throw new BadArchive("ARCHIVE_INSERTS", { ...facts, table: facts.tag });
  const parts = form.exec(maskedSql(entry.copyStatement, encoding));
  if (!parts) throw new BadArchive("ARCHIVE_COPY_STATEMENT", facts);
  if (parts[3] !== undefined) throw new BadArchive("ARCHIVE_OIDS", { ...facts, table: facts.tag });
  const own = maskedSql(entry.schema ?? Buffer.alloc(0), encoding);
  const [schema, table] = [parts[1] === undefined ? own : unquoted(parts[1]), unquoted(parts[2] ?? "")];
  const itself = schema === own && table === maskedSql(entry.tag, encoding);
  if (entry.definition.length === 0 && !itself) throw new BadArchive("ARCHIVE_COPY_STATEMENT", facts);
  return `${schema}.${table}`;
}

export function unquoted(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;
}
