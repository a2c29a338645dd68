import type { ArchiveReason } from "./model.ts";
import type { Statement } from "./split-statements.ts";

/** What may stand in entries of one kind (`desc`), seen in what pg_dump 8.4 to 18 writes. */
export type EntryRule =
  /** Restored: every statement of its definition has one of these forms; `none` allows a mere comment. */
  | {
      readonly forms: readonly RegExp[];
      readonly also?: (statement: Statement) => ArchiveReason | undefined;
      readonly none?: true;
    }
  /** Not restored, whatever it says. */
  | { readonly leftOut: true }
  /** The archive is refused. */
  | { readonly refused: ArchiveReason }
  /** Has a check of its own in `check-entry.ts`. */
  | { readonly own: "setting" | "table data" | "large objects" | "extension" | "language" };

const word = `(?:[A-Z_\\x80-\\xff][A-Za-z0-9_$\\x80-\\xff]*|"q")`;
const name = `${word}(?: \\. ${word}){0,3}`;
const alter = `^ALTER TABLE (?:ONLY )?${name}`;

function forms(...texts: readonly string[]): RegExp[] {
  return texts.map((text) => new RegExp(text));
}

/** pg_dump writes one action a statement: a comma could bring in another. */
function oneAction({ head, outer }: Statement): ArchiveReason | undefined {
  return head.startsWith("ALTER ") && outer.has(",") ? "ARCHIVE_STATEMENT_FOREIGN" : undefined;
}

/** CREATE TABLE … AS would run a query; row security by ALTER TABLE. */
function plainTable(statement: Statement): ArchiveReason | undefined {
  const query = ["AS", "SELECT", "EXECUTE"].some((each) => statement.outer.has(each));
  return statement.head.startsWith("CREATE ") && query ? "ARCHIVE_STATEMENT_FOREIGN" : oneAction(statement);
}

/** It must not run its query before the data is there. */
function withoutData({ head, tail, outer }: Statement): ArchiveReason | undefined {
  if (head.startsWith("CREATE "))
    return tail === "WITH NO DATA" || tail.endsWith(" WITH NO DATA") ? undefined : "ARCHIVE_STATEMENT_FOREIGN";
  return outer.has(",") ? "ARCHIVE_STATEMENT_FOREIGN" : undefined;
}

/** Languages that run in the server's own process may do what the server may. */
function safeLanguage({ languages }: Statement): ArchiveReason | undefined {
  const names = languages.map((language) => language.replace(/^["']|["']$/g, "").toLowerCase());
  if (names.some((language) => language === "c" || language === "internal")) return "ARCHIVE_NATIVE_CODE";
  return names.some((language) => !["sql", "plpgsql"].includes(language)) ? "ARCHIVE_LANGUAGE" : undefined;
}

function endsAsComment({ tail }: Statement): ArchiveReason | undefined {
  return /(?:^| )IS (?:''|NULL)$/.test(tail) ? undefined : "ARCHIVE_STATEMENT_FOREIGN";
}

function castByFunction({ outer }: Statement): ArchiveReason | undefined {
  return outer.has("WITHOUT") ? "ARCHIVE_SUPERUSER_OBJECT" : undefined;
}

const columns = [`${alter} ALTER COLUMN ${word} SET (?:STATISTICS -? ?0$|STORAGE ${word}$|COMPRESSION ${word}$|NOT NULL$|\\()`];
const defaults = [`^ALTER (?:TABLE|VIEW) (?:ONLY )?${name} ALTER COLUMN ${word} SET DEFAULT `];
const ofIndex = [
  `${alter} CLUSTER ON ${name}$`,
  `${alter} REPLICA IDENTITY USING INDEX ${name}$`,
  `^ALTER INDEX ${name} ALTER COLUMN 0 SET STATISTICS 0$`,
];
const constraint = {
  forms: forms(
    `${alter} ADD CONSTRAINT ${word} (?:PRIMARY KEY|UNIQUE|EXCLUDE|CHECK|FOREIGN KEY|NOT NULL) `,
    `^ALTER DOMAIN ${name} ADD CONSTRAINT ${word} (?:CHECK|NOT NULL)`,
    ...ofIndex,
  ),
  also: oneAction,
};
const view = `^CREATE (?:OR REPLACE )?VIEW ${name} (?:\\(|WITH|AS) `;
const routine = (kind: string) => ({
  forms: forms(`^CREATE (?:OR REPLACE )?${kind} ${name} \\( `),
  also: safeLanguage,
});

/** What COMMENT may be about. Databases, languages and extensions are left out by the entry's check. */
const commented =
  "(?:TABLE|COLUMN|VIEW|MATERIALIZED VIEW|SEQUENCE|INDEX|FUNCTION|PROCEDURE|AGGREGATE|TYPE|DOMAIN|SCHEMA|CONSTRAINT|TRIGGER|RULE|" +
  "OPERATOR|CAST|COLLATION|STATISTICS|LARGE OBJECT|TEXT SEARCH DICTIONARY|TEXT SEARCH CONFIGURATION)";

export const entryRules: Readonly<Record<string, EntryRule>> = {
  ENCODING: { own: "setting" },
  STDSTRINGS: { own: "setting" },
  SEARCHPATH: { own: "setting" },
  "TABLE DATA": { own: "table data" },
  BLOBS: { own: "large objects" },
  "BLOB METADATA": { own: "large objects" },
  BLOB: { forms: forms(`^SELECT PG_CATALOG \\. LO_CREATE \\( '' \\)$`) },
  EXTENSION: { own: "extension" },
  "PROCEDURAL LANGUAGE": { own: "language" },

  TABLE: {
    forms: forms(
      `^CREATE (?:UNLOGGED )?TABLE ${name} (?:\\(|OF ${name}|PARTITION OF ${name})`,
      ...columns,
      ...ofIndex,
      `${alter} REPLICA IDENTITY (?:FULL|NOTHING)$`,
    ),
    also: plainTable,
  },
  "TABLE ATTACH": {
    forms: forms(`${alter} ATTACH PARTITION ${name} (?:FOR VALUES |DEFAULT$)`),
  },
  SEQUENCE: {
    forms: forms(
      `^CREATE (?:UNLOGGED )?SEQUENCE ${name}(?: |$)`,
      `^ALTER SEQUENCE ${name} SET (?:LOGGED|UNLOGGED)$`,
      `${alter} ALTER COLUMN ${word} ADD GENERATED (?:ALWAYS|BY DEFAULT) AS IDENTITY \\( `,
    ),
    also: oneAction,
  },
  "SEQUENCE OWNED BY": { forms: forms(`^ALTER SEQUENCE ${name} OWNED BY ${name}$`) },
  "SEQUENCE SET": { forms: forms(`^SELECT PG_CATALOG \\. SETVAL \\( '' , (?:- )?0 , (?:TRUE|FALSE) \\)$`) },
  VIEW: { forms: forms(view, ...defaults), also: oneAction },
  "MATERIALIZED VIEW": { forms: forms(`^CREATE MATERIALIZED VIEW ${name} `, ...columns, ...ofIndex), also: withoutData },
  "MATERIALIZED VIEW DATA": { forms: forms(`^REFRESH MATERIALIZED VIEW ${name}$`) },
  DEFAULT: { forms: forms(...defaults), also: ({ outer }) => (outer.has(",") ? "ARCHIVE_STATEMENT_FOREIGN" : undefined) },
  INDEX: { forms: forms(`^CREATE (?:UNIQUE )?INDEX ${word} ON (?:ONLY )?${name} USING `, ...ofIndex), also: oneAction },
  "INDEX ATTACH": { forms: forms(`^ALTER INDEX ${name} ATTACH PARTITION ${name}$`) },
  CONSTRAINT: constraint,
  "CHECK CONSTRAINT": constraint,
  "FK CONSTRAINT": constraint,
  TRIGGER: {
    forms: forms(
      `^CREATE (?:CONSTRAINT )?TRIGGER ${word} (?:BEFORE|AFTER|INSTEAD OF) `,
      `${alter} (?:ENABLE|DISABLE)(?: ALWAYS| REPLICA)? TRIGGER ${word}$`,
    ),
  },
  RULE: {
    forms: forms(
      `^CREATE (?:OR REPLACE )?RULE ${word} AS ON (?:SELECT|INSERT|UPDATE|DELETE) TO ${name} `,
      view,
      `${alter} (?:ENABLE|DISABLE)(?: ALWAYS| REPLICA)? RULE ${word}$`,
    ),
  },
  STATISTICS: { forms: forms(`^CREATE STATISTICS ${name} `, `^ALTER STATISTICS ${name} SET STATISTICS (?:- )?0$`) },

  SCHEMA: { forms: forms(`^CREATE SCHEMA ${word}(?: AUTHORIZATION ${word})?$`), none: true },
  FUNCTION: routine("FUNCTION"),
  PROCEDURE: routine("PROCEDURE"),
  AGGREGATE: { forms: forms(`^CREATE AGGREGATE ${name} \\( `) },
  TYPE: {
    forms: forms(`^CREATE TYPE ${name} (?:AS (?:ENUM |RANGE )?)?\\( `),
    also: ({ outer }) => (outer.has("AS") ? undefined : "ARCHIVE_NATIVE_CODE"),
  },
  "SHELL TYPE": { forms: forms(`^CREATE TYPE ${name}$`) },
  DOMAIN: { forms: forms(`^CREATE DOMAIN ${name} AS `) },
  COLLATION: { forms: forms(`^CREATE COLLATION ${name} (?:\\(|FROM) `) },
  OPERATOR: { forms: forms("^CREATE OPERATOR ") },
  CAST: { forms: forms("^CREATE CAST \\( "), also: castByFunction },
  "TEXT SEARCH DICTIONARY": { forms: forms(`^CREATE TEXT SEARCH DICTIONARY ${name} \\( `) },
  "TEXT SEARCH CONFIGURATION": {
    forms: forms(`^CREATE TEXT SEARCH CONFIGURATION ${name} \\( `, `^ALTER TEXT SEARCH CONFIGURATION ${name} ADD MAPPING FOR `),
  },
  COMMENT: { forms: forms(`^COMMENT ON ${commented} `), also: endsAsComment },

  DATABASE: { leftOut: true },
  "DATABASE PROPERTIES": { leftOut: true },
  ACL: { leftOut: true },
  "ACL LANGUAGE": { leftOut: true },
  "DEFAULT ACL": { leftOut: true },
  "SECURITY LABEL": { leftOut: true },
  PUBLICATION: { leftOut: true },
  "PUBLICATION TABLE": { leftOut: true },
  "PUBLICATION TABLES IN SCHEMA": { leftOut: true },
  "STATISTICS DATA": { leftOut: true },
  "BLOB COMMENTS": { leftOut: true },

  "EVENT TRIGGER": { refused: "ARCHIVE_EVENT_TRIGGER" },
  SUBSCRIPTION: { refused: "ARCHIVE_SUBSCRIPTION" },
  "SUBSCRIPTION TABLE": { refused: "ARCHIVE_SUBSCRIPTION" },
  POLICY: { refused: "ARCHIVE_ROW_SECURITY" },
  "ROW SECURITY": { refused: "ARCHIVE_ROW_SECURITY" },
  "FOREIGN DATA WRAPPER": { refused: "ARCHIVE_FOREIGN_DATA" },
  SERVER: { refused: "ARCHIVE_FOREIGN_DATA" },
  "FOREIGN SERVER": { refused: "ARCHIVE_FOREIGN_DATA" },
  "USER MAPPING": { refused: "ARCHIVE_FOREIGN_DATA" },
  "FOREIGN TABLE": { refused: "ARCHIVE_FOREIGN_DATA" },
  "OPERATOR CLASS": { refused: "ARCHIVE_SUPERUSER_OBJECT" },
  "OPERATOR FAMILY": { refused: "ARCHIVE_SUPERUSER_OBJECT" },
  "ACCESS METHOD": { refused: "ARCHIVE_SUPERUSER_OBJECT" },
  TRANSFORM: { refused: "ARCHIVE_SUPERUSER_OBJECT" },
  CONVERSION: { refused: "ARCHIVE_SUPERUSER_OBJECT" },
  "TEXT SEARCH PARSER": { refused: "ARCHIVE_SUPERUSER_OBJECT" },
  "TEXT SEARCH TEMPLATE": { refused: "ARCHIVE_SUPERUSER_OBJECT" },
};
