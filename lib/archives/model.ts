/** Why an archive is refused: one code per cause, with its sentence in `reason-words.ts`. */
export type ArchiveReason =
  | "ARCHIVE_EMPTY"
  // Not an archive of pg_dump -Fc at all
  | "ARCHIVE_PLAIN_SQL"
  | "ARCHIVE_GZIP"
  | "ARCHIVE_ZIP"
  | "ARCHIVE_TAR"
  | "ARCHIVE_DIRECTORY"
  | "ARCHIVE_HTML"
  | "ARCHIVE_COMPRESSED"
  | "ARCHIVE_NOT_AN_ARCHIVE"
  // Broken on its way, or made wrong
  | "ARCHIVE_TEXT_TRANSFER"
  | "ARCHIVE_HEADER_DAMAGED"
  | "ARCHIVE_TOC_DAMAGED"
  | "ARCHIVE_DATA_DAMAGED"
  | "ARCHIVE_TRUNCATED"
  | "ARCHIVE_TRAILING_BYTES"
  | "ARCHIVE_BLOCK_UNKNOWN"
  | "ARCHIVE_BLOCK_TWICE"
  | "ARCHIVE_BLOCK_ORDER"
  | "ARCHIVE_BLOCK_MISSING"
  | "ARCHIVE_BLOCK_OFFSET"
  // Of another version or make
  | "ARCHIVE_VERSION_UNKNOWN"
  | "ARCHIVE_VERSION_NEWER"
  | "ARCHIVE_SERVER_NEWER"
  | "ARCHIVE_LAYOUT"
  | "ARCHIVE_COMPRESSION_UNKNOWN"
  | "ARCHIVE_COMPRESSION_WINDOW"
  // Not the data of a clinic
  | "ARCHIVE_NO_TABLES"
  | "ARCHIVE_NO_DATA"
  | "ARCHIVE_INSERTS"
  | "ARCHIVE_OIDS"
  | "ARCHIVE_ENCODING_SQL_ASCII"
  | "ARCHIVE_ENCODING_UNKNOWN"
  | "ARCHIVE_ENCODING_INVALID"
  | "ARCHIVE_NUL"
  // What must not come into a tenant's database
  | "ARCHIVE_EVENT_TRIGGER"
  | "ARCHIVE_SUBSCRIPTION"
  | "ARCHIVE_LANGUAGE"
  | "ARCHIVE_NATIVE_CODE"
  | "ARCHIVE_EXTENSION"
  | "ARCHIVE_FOREIGN_DATA"
  | "ARCHIVE_ROW_SECURITY"
  | "ARCHIVE_SUPERUSER_OBJECT"
  | "ARCHIVE_ENTRY_UNKNOWN"
  | "ARCHIVE_STATEMENT_FOREIGN"
  | "ARCHIVE_COPY_STATEMENT"
  | "ARCHIVE_SETTING_FOREIGN"
  // Larger than a clinic's can be
  | "ARCHIVE_TOO_MANY_ENTRIES"
  | "ARCHIVE_TOO_MANY_TABLES"
  | "ARCHIVE_TOC_TOO_LARGE"
  | "ARCHIVE_TEXT_TOO_LONG"
  | "ARCHIVE_DATA_TOO_LARGE"
  | "ARCHIVE_RATIO"
  // pg_restore --list says something else
  | "ARCHIVE_SECOND_OPINION";

/** What a sentence is made of: names are already plain (`lib/platform/plain-text.ts`). */
export type ArchiveFacts = Readonly<Record<string, string | number>>;

export type ArchiveCompression = "none" | "gzip" | "lz4" | "zstd";

/** A table with a data block, also an empty one. Names are plain text: a hostile one is not the one in the database. */
export interface ArchiveTable {
  readonly schema: string;
  readonly name: string;
  readonly rows: number;
  /** Of COPY text, uncompressed, without the end marker. */
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly dumpId: number;
}

/** One thing that pg_restore makes. Names are plain text. */
export interface ArchiveEntry {
  readonly dumpId: number;
  /** `TABLE`, `TABLE DATA`, `INDEX`, … as pg_dump calls it. */
  readonly desc: string;
  readonly tag: string;
  readonly schema: string | null;
  readonly section: "none" | "pre-data" | "data" | "post-data";
  readonly owner: string;
  readonly dependencies: readonly number[];
  /** For INDEX, CONSTRAINT, TABLE DATA and others: the table it concerns, as `schema.name`, where that can be told. */
  readonly table?: string;
}

export interface ArchiveSummary {
  /** `1.14` */
  readonly archiveVersion: string;
  /** As pg_dump wrote it: `9.6.24`. */
  readonly serverVersion: string;
  /** 9.6 is 9, 15.4 is 15. */
  readonly serverMajor: number;
  readonly dumpVersion: string;
  readonly compression: ArchiveCompression;
  readonly databaseName: string;
  /** The header has local time without a zone: taken as Japan time. */
  readonly madeAt: Date;
  /** Of the dump's text (the ENCODING entry, client encoding). */
  readonly encoding: string;
  /** Of the database it was made from, where the DATABASE entry tells it. */
  readonly databaseEncoding: string | null;
  /** Of the whole table of contents, also what is not restored. */
  readonly tocEntries: number;
  readonly tables: readonly ArchiveTable[];
  readonly largeObjects: { readonly count: number; readonly bytes: number };
  /** What will be restored, in the archive's order. */
  readonly entries: readonly ArchiveEntry[];
  /** Of the file. */
  readonly bytes: number;
  /** Of all data blocks, uncompressed. */
  readonly dataBytes: number;
  /** For `pg_restore -L`: `entries` in pg_restore's list format. */
  readonly restoreList: string;
}

export type ArchiveVerdict =
  | { readonly accepted: true; readonly summary: ArchiveSummary }
  | {
      readonly accepted: false;
      readonly reason: ArchiveReason;
      readonly facts: ArchiveFacts;
      /** As far as it was read. */
      readonly summary?: Partial<ArchiveSummary>;
    };

export interface ArchiveRules {
  /** Of the server it is to go into; pg_restore is of the same. */
  readonly serverMajor: number;
  /** Names of those that are there and may be created beside plpgsql. */
  readonly extensions: readonly string[];
  /** Uncompressed. */
  readonly maxDataBytes: number;
  /** Uncompressed to compressed, over all data read so far; asked once 64 MiB are uncompressed. */
  readonly maxRatio: number;
  readonly maxEntries: number;
  /** Each dump of them locks all at once, in a table that all clinics share: max_locks_per_transaction × max_connections. */
  readonly maxTables: number;
}

/** A clinic's archive has 160 to 600 tables and 1 GB; zlib cannot do more than 1032 to 1. */
export const usualRules: Omit<ArchiveRules, "serverMajor"> = {
  extensions: [],
  maxDataBytes: 200_000_000_000,
  maxRatio: 300,
  maxEntries: 100_000,
  maxTables: 3_000,
};
