import { BadArchive } from "./bad-archive.ts";
import { maskedSql } from "./encodings.ts";
import { entryRules } from "./entry-rules.ts";
import type { ArchiveRules } from "./model.ts";
import type { TocEntry } from "./read-toc-entry.ts";
import { type Statement, splitStatements } from "./split-statements.ts";

export interface SqlDialect {
  readonly encoding: string;
  readonly standardStrings: boolean;
}

export interface EntryVerdict {
  readonly restored: boolean;
  /** Of its definition. */
  readonly statements: readonly Statement[];
}

/**
 * Whether an entry does no more than its kind says. pg_restore sends a definition as it stands, so a COMMIT, an ALTER ROLE
 * or a COPY … TO PROGRAM in it would run. @throws BadArchive
 */
export function checkEntry(entry: TocEntry, facts: EntryFacts, dialect: SqlDialect, rules: ArchiveRules): EntryVerdict {
  const rule = Object.hasOwn(entryRules, entry.desc) ? entryRules[entry.desc] : undefined;
  if (!rule) throw new BadArchive("ARCHIVE_ENTRY_UNKNOWN", facts);
  if ("refused" in rule) throw new BadArchive(rule.refused, facts);
  const mayHaveData = ["TABLE DATA", "BLOBS", "BLOB COMMENTS"].includes(entry.desc);
  // The data of any other entry would be run as SQL.
  if (entry.hasData !== mayHaveData || (entry.desc !== "TABLE DATA" && entry.copyStatement.length > 0))
    throw new BadArchive("ARCHIVE_STATEMENT_FOREIGN", facts);
  if ("leftOut" in rule) return { restored: false, statements: [] };
  if (entry.withOids) throw new BadArchive("ARCHIVE_OIDS", { ...facts, table: facts.tag });
  if (!["", "heap"].includes(entry.accessMethod)) throw new BadArchive("ARCHIVE_SUPERUSER_OBJECT", facts);
  const statements = splitStatements(maskedSql(entry.definition, dialect.encoding), dialect.standardStrings);
  if (!statements) throw new BadArchive("ARCHIVE_STATEMENT_FOREIGN", facts);
  if ("own" in rule) return { restored: checkOwn(rule.own, entry, facts, statements, rules), statements };
  if (entry.desc === "COMMENT" && statements.every(isCommentOfOther)) return { restored: false, statements };
  if (entry.desc === "SCHEMA" && entry.tag.toString("latin1") === "public") return { restored: false, statements };
  if (statements.length === 0 && !rule.none) throw new BadArchive("ARCHIVE_STATEMENT_FOREIGN", facts);
  for (const statement of statements) {
    if (/ (?:ENABLE|DISABLE|FORCE|NO FORCE) ROW LEVEL SECURITY$/.test(statement.head))
      throw new BadArchive("ARCHIVE_ROW_SECURITY", facts);
    const reason = rule.forms.some((form) => form.test(statement.head)) ? rule.also?.(statement) : "ARCHIVE_STATEMENT_FOREIGN";
    if (reason) throw new BadArchive(reason, { ...facts, ...languageFact(statement) });
  }
  return { restored: true, statements };
}

/** What a sentence about the entry needs, as plain text. */
export interface EntryFacts extends Readonly<Record<string, string>> {
  readonly desc: string;
  readonly tag: string;
}

function checkOwn(
  own: "setting" | "table data" | "large objects" | "extension" | "language",
  entry: TocEntry,
  facts: EntryFacts,
  statements: readonly Statement[],
  rules: ArchiveRules,
): boolean {
  if (own === "extension") return checkExtension(facts, statements, rules);
  if (own === "language") return checkLanguage(facts, statements);
  const definition = entry.definition.toString("latin1");
  const known =
    entry.desc === "BLOB METADATA"
      ? /^(?:\d{1,10}\n)+$/.test(definition)
      : definition === "" || (entry.desc === "TABLE DATA" && /^-- load via partition root [^\n\r]+\n?$/.test(definition));
  // Settings were read before (`read-settings.ts`): here one stands where none may.
  if (own === "setting") throw new BadArchive("ARCHIVE_SETTING_FOREIGN", facts);
  if (!known) throw new BadArchive("ARCHIVE_STATEMENT_FOREIGN", facts);
  return true;
}

/** PL/pgSQL is there in every database and belongs to the superuser: making it again fails. */
function checkLanguage(facts: EntryFacts, statements: readonly Statement[]): boolean {
  const known = /^CREATE (?:OR REPLACE )?(?:TRUSTED )?(?:PROCEDURAL )?LANGUAGE (?:PLPGSQL|"q")$/;
  const language = statements[0]?.tokens.at(-1)?.replace(/^"|"$/g, "");
  if (statements.length === 1 && known.test(statements[0]?.head ?? "") && language === "plpgsql") return false;
  throw new BadArchive("ARCHIVE_LANGUAGE", { ...facts, language: facts.tag });
}

function checkExtension(facts: EntryFacts, statements: readonly Statement[], rules: ArchiveRules): boolean {
  const form =
    /^CREATE EXTENSION IF NOT EXISTS (?:[A-Z_][A-Z0-9_$]*|"q")(?: WITH SCHEMA (?:[A-Z_\x80-\xff][A-Za-z0-9_$\x80-\xff]*|"q"))?$/;
  const [statement] = statements;
  if (!statement || statements.length > 1 || !form.test(statement.head)) throw new BadArchive("ARCHIVE_STATEMENT_FOREIGN", facts);
  const extension = statement.tokens[5]?.replace(/^"|"$/g, "") ?? "";
  if (extension === "plpgsql") return false;
  if (!rules.extensions.includes(extension)) throw new BadArchive("ARCHIVE_EXTENSION", { ...facts, extension: facts.tag });
  return true;
}

/** Comments on what is not restored, or not the tenant's; the schema public is there already. */
function isCommentOfOther({ head, tokens, tail }: Statement): boolean {
  const others = /^COMMENT ON (?:DATABASE|EXTENSION|LANGUAGE|PROCEDURAL LANGUAGE|PUBLICATION) /.test(head);
  const publicSchema = head === "COMMENT ON SCHEMA PUBLIC IS ''" && /^'standard public schema'$/i.test(tokens.at(-1) ?? "");
  return (others || publicSchema) && / IS (?:''|NULL)$/.test(tail);
}

function languageFact({ languages }: Statement): Record<string, string> {
  const language = languages.map((each) => each.replace(/[^A-Za-z0-9_]/g, "")).find((each) => !/^(?:sql|plpgsql)$/i.test(each));
  return language === undefined ? {} : { language };
}
