import { deflateSync, gzipSync } from "node:zlib";
import type { ArchiveReason } from "#lib/archives/model.ts";
import { int, tableOf, type WrittenArchive, type WrittenEntry, writeArchive } from "./write.ts";

export interface BadArchiveCase {
  readonly name: string;
  bytes(): Promise<Buffer>;
  /** Where it has to end: in the check, or in the restore; a good one, marked `accepted`, in neither. */
  readonly stage: "check" | "restore" | "either" | "accepted";
  readonly reason?: ArchiveReason;
}

/** Archives that must not harm, and two that must come in although they look odd. For a server 15. */
export const badArchives: readonly BadArchiveCase[] = [
  refused("an empty file", "ARCHIVE_EMPTY", () => Buffer.alloc(0)),
  refused("plain SQL", "ARCHIVE_PLAIN_SQL", () =>
    Buffer.from("--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n"),
  ),
  refused("plain SQL of a patched pg_dump", "ARCHIVE_PLAIN_SQL", () =>
    Buffer.from("\\restrict abc\n\nSET statement_timeout = 0;\n"),
  ),
  refused("the backup of the on-premises product", "ARCHIVE_GZIP", () => gzipSync("--\n-- PostgreSQL database dump\n--\n")),
  refused("an archive in gzip", "ARCHIVE_GZIP", () => gzipSync(good())),
  refused("a zip file", "ARCHIVE_ZIP", () => Buffer.concat([Buffer.from("PK\x03\x04"), good()])),
  refused("a tar archive", "ARCHIVE_TAR", tar),
  refused("toc.dat of a directory", "ARCHIVE_DIRECTORY", () => writeArchive({ ...clinic, header: { format: 5 } })),
  refused("a saved error page", "ARCHIVE_HTML", () => Buffer.from("\n<!DOCTYPE html><html><body>404</body></html>")),
  refused("a 7z file", "ARCHIVE_COMPRESSED", () => Buffer.concat([Buffer.from("377abcaf271c0004", "hex"), good()])),
  refused("zeros of a copy that failed", "ARCHIVE_NOT_AN_ARCHIVE", () => Buffer.alloc(100_000)),
  refused("the message of pg_dump", "ARCHIVE_NOT_AN_ARCHIVE", () => Buffer.from("pg_dump: error: connection to server failed\n")),
  refused("LF made CRLF", "ARCHIVE_TEXT_TRANSFER", () =>
    Buffer.from(good().toString("latin1").replaceAll("\n", "\r\n"), "latin1"),
  ),
  refused("LF made CR", "ARCHIVE_TEXT_TRANSFER", () => Buffer.from(good().toString("latin1").replaceAll("\n", "\r"), "latin1")),
  refused("bytes made U+FFFD", "ARCHIVE_TEXT_TRANSFER", () =>
    Buffer.from(writeArchive({ ...clinic, piped: true }).toString("utf8")),
  ),
  refused("UTF-16 of PowerShell", "ARCHIVE_TEXT_TRANSFER", () => Buffer.from(`\ufeff${good().toString("latin1")}`, "utf16le")),

  ...[3, 12, 50, 90].map((length) =>
    refused(`cut in the header, ${length}`, "ARCHIVE_TRUNCATED", () => good().subarray(0, length)),
  ),
  refused("cut in the table of contents", "ARCHIVE_TRUNCATED", () => good().subarray(0, 700)),
  refused("cut in the data", "ARCHIVE_TRUNCATED", () => good().subarray(0, -5000)),
  refused("cut in the last byte", "ARCHIVE_TRUNCATED", () => good().subarray(0, -1)),
  refused("cut between two tables", "ARCHIVE_TRUNCATED", () => written({ blocks: (blocks) => blocks.slice(0, -1) })),
  refused("a bit of the format flipped", "ARCHIVE_HEADER_DAMAGED", () => flipped(10, 6)),
  refused("a bit of the compression flipped", "ARCHIVE_HEADER_DAMAGED", () => flipped(12, 7)),
  refused("a bit of the clock flipped", "ARCHIVE_HEADER_DAMAGED", () => flipped(17, 7)),
  refused("a bit of an entry's number flipped", "ARCHIVE_TOC_DAMAGED", () => flipped(startOfToc(), 1)),
  refused("a bit of the compressed data flipped", "ARCHIVE_DATA_DAMAGED", () => flipped(good().length - 3000, 3)),
  refused("a bit of the last checksum flipped", "ARCHIVE_DATA_DAMAGED", () => flipped(good().length - 6, 3)),
  refused("zeros at the end", "ARCHIVE_TRAILING_BYTES", () => Buffer.concat([good(), Buffer.alloc(512)])),
  refused("two archives in one file", "ARCHIVE_TRAILING_BYTES", () => Buffer.concat([good(), good()])),
  refused("a table twice", "ARCHIVE_BLOCK_TWICE", () => written({ blocks: (blocks) => [...blocks, ...blocks.slice(-1)] })),
  refused("a table missing", "ARCHIVE_BLOCK_MISSING", () => written({ piped: true, blocks: (blocks) => blocks.slice(1) })),
  refused("tables in another order", "ARCHIVE_BLOCK_ORDER", () => written({ piped: true, blocks: (blocks) => blocks.reverse() })),
  refused("data of no table", "ARCHIVE_BLOCK_UNKNOWN", () =>
    written({ piped: true, blocks: (blocks) => [dataOf(77), ...blocks] }),
  ),
  refused("data where it does not belong", "ARCHIVE_BLOCK_OFFSET", () => written({ blocks: (blocks) => blocks.reverse() })),

  refused("an archive of PostgreSQL 16", "ARCHIVE_VERSION_NEWER", () =>
    written({ minor: 15, serverVersion: "15.4", dumpVersion: "16.2" }),
  ),
  refused("an archive of PostgreSQL 18", "ARCHIVE_VERSION_NEWER", () =>
    written({ minor: 16, serverVersion: "18.1", dumpVersion: "18.1" }),
  ),
  refused("an archive of the future", "ARCHIVE_VERSION_NEWER", () => written({ minor: 17 })),
  refused("an archive of before 8", "ARCHIVE_VERSION_UNKNOWN", () => written({ minor: 7 })),
  refused("data of a newer server", "ARCHIVE_SERVER_NEWER", () => written({ serverVersion: "16.3" })),
  refused("four-byte offsets", "ARCHIVE_LAYOUT", () => written({ header: { offsetSize: 4 } })),

  refused("the database SQL_ASCII", "ARCHIVE_ENCODING_SQL_ASCII", () => written({ encoding: "SQL_ASCII" })),
  refused("an encoding without conversion", "ARCHIVE_ENCODING_UNKNOWN", () => written({ encoding: "MULE_INTERNAL" })),
  refused("an encoding with a second backslash", "ARCHIVE_ENCODING_UNKNOWN", () => written({ encoding: "SHIFT_JIS_2004" })),
  refused("bytes that are not UTF-8", "ARCHIVE_ENCODING_INVALID", () => withRows(Buffer.from("1\t\xb4\xb5\xbc\xd4\n", "latin1"))),
  refused("NUL in a row", "ARCHIVE_NUL", () => withRows("1\ta\0b\n")),
  refused("an end before the end", "ARCHIVE_DATA_DAMAGED", () => withRows("1\ta\n\\.\n2\tb\n")),
  good_("what pg_dump 9.6 adds", () => adding(view, ...ofOldVersions)),
  good_("EUC_JP without 外字", () => writeArchive({ encoding: "EUC_JP", entries: tableOf("t", eucRow("b4b5bcd4")) })),
  {
    ...good_("EUC_JP with 外字", () => writeArchive({ encoding: "EUC_JP", entries: tableOf("t", eucRow("f5a1")) })),
    stage: "restore",
  },
  { ...good_("a row that is no integer", () => withRows("患者\ta\n")), stage: "restore" },
  { ...good_("a row with too many columns", () => withRows("1\ta\tb\n")), stage: "restore" },
  { ...good_("a constraint that the rows break", () => adding(primaryKey, "1\ta\n1\tb\n")), stage: "restore" },
  {
    ...good_("a constraint that waits", () => withColumns("id integer CHECK (pg_sleep(3600) IS NOT NULL), note text")),
    stage: "restore",
  },
  { ...good_("a view's query that takes all memory", () => adding(...memoryBomb)), stage: "restore" },
  { ...good_("a view's query that takes a lock", () => adding(...lockingView)), stage: "either" },

  refused("a dump of INSERT", "ARCHIVE_INSERTS", () =>
    written({ entries: clinic.entries.map(({ copy: _, ...entry }) => entry) }),
  ),
  refused("a dump of the schema alone", "ARCHIVE_NO_DATA", () =>
    written({ entries: clinic.entries.filter(({ data }) => !data) }),
  ),
  refused("a dump of the data alone", "ARCHIVE_NO_TABLES", () => written({ entries: clinic.entries.filter(({ data }) => data) })),
  refused("a dump of nothing", "ARCHIVE_NO_TABLES", () => written({ entries: [] })),
  refused("a table with OIDs", "ARCHIVE_OIDS", () =>
    written({ entries: clinic.entries.map((entry) => ({ ...entry, withOids: "true" })) }),
  ),

  foreign("COMMIT", "COMMIT;"),
  foreign("ALTER ROLE", "ALTER ROLE CURRENT_USER SUPERUSER;"),
  foreign("ALTER DATABASE", "ALTER DATABASE orca SET session_preload_libraries = 'x';"),
  foreign("COPY TO PROGRAM", "COPY (SELECT 1) TO PROGRAM 'touch /tmp/owned';"),
  foreign("COPY FROM a file", "COPY public.t FROM '/etc/passwd';"),
  foreign("an advisory lock", "SELECT pg_advisory_lock(1);"),
  foreign("DO", "DO $$ BEGIN PERFORM pg_sleep(3600); END $$;"),
  foreign("SET ROLE", "SET ROLE postgres;"),
  foreign("lo_import", "SELECT lo_import('/etc/passwd');"),
  foreign("DROP", "DROP SCHEMA public CASCADE;"),
  foreign("GRANT", "GRANT ALL ON DATABASE orca TO PUBLIC;"),
  foreign("a comment that hides a statement", "/* /* */ ; */ COMMENT ON TABLE public.patients IS 'x' -- ;\n; COMMIT;"),
  foreign("a string that hides a statement", "COMMENT ON TABLE public.patients IS E'\\''; COMMIT; --';"),
  foreign("a string without end", "COMMENT ON TABLE public.patients IS 'x; COMMIT;"),
  refused("COPY FROM PROGRAM", "ARCHIVE_COPY_STATEMENT", () => withCopy("COPY public.patients FROM PROGRAM 'id';\n")),
  refused("COPY into another table", "ARCHIVE_COPY_STATEMENT", () =>
    withCopy("COPY pg_catalog.pg_authid (id, note) FROM stdin;\n"),
  ),
  refused("COPY into another table, as of a partition", "ARCHIVE_COPY_STATEMENT", () =>
    written({
      entries: clinic.entries.map((entry) =>
        entry.copy
          ? { ...entry, definition: "-- load via partition root x\n", copy: "COPY pg_catalog.pg_proc (id) FROM stdin;\n" }
          : entry,
      ),
    }),
  ),
  refused("a setting in the middle", "ARCHIVE_SETTING_FOREIGN", () =>
    adding({ desc: "ENCODING", tag: "ENCODING", schema: null, definition: "SET client_encoding = 'SJIS';\n" }),
  ),
  refused("COPY with a second statement", "ARCHIVE_COPY_STATEMENT", () =>
    withCopy("COMMIT; COPY public.patients (id) FROM stdin;\n"),
  ),
  refused("a search path with a second statement", "ARCHIVE_SETTING_FOREIGN", () =>
    written({ settings: setting("SEARCHPATH", "SELECT pg_catalog.set_config('search_path', '', false); COMMIT;\n") }),
  ),
  refused("strings of another make", "ARCHIVE_SETTING_FOREIGN", () =>
    written({ settings: setting("STDSTRINGS", "SET standard_conforming_strings = 'on'; COMMIT;\n") }),
  ),
  refused("SQL in the data of a view", "ARCHIVE_STATEMENT_FOREIGN", () => adding({ ...view, data: Buffer.from("COMMIT;\n") })),
  refused("a table made of a query", "ARCHIVE_STATEMENT_FOREIGN", () =>
    adding({ desc: "TABLE", tag: "x", definition: "CREATE UNLOGGED TABLE public.x (a) AS SELECT pg_sleep(3600);" }),
  ),
  refused("a second action in ALTER TABLE", "ARCHIVE_STATEMENT_FOREIGN", () =>
    adding({
      ...primaryKey,
      definition: "ALTER TABLE ONLY public.patients ADD CONSTRAINT p PRIMARY KEY (id), OWNER TO postgres;",
    }),
  ),
  refused("an unknown kind of entry", "ARCHIVE_ENTRY_UNKNOWN", () => adding({ desc: "SHELL COMMAND", definition: "SELECT 1;" })),
  refused("an event trigger", "ARCHIVE_EVENT_TRIGGER", () =>
    adding({ desc: "EVENT TRIGGER", schema: null, definition: eventTrigger }),
  ),
  refused("a subscription", "ARCHIVE_SUBSCRIPTION", () =>
    adding({ desc: "SUBSCRIPTION", schema: null, definition: subscription }),
  ),
  refused("a language that may do all", "ARCHIVE_LANGUAGE", () =>
    adding({
      desc: "PROCEDURAL LANGUAGE",
      tag: "plpython3u",
      schema: null,
      definition: "CREATE PROCEDURAL LANGUAGE plpython3u;",
    }),
  ),
  refused("a function in Perl", "ARCHIVE_LANGUAGE", () => adding(functionIn("plperlu", "'system(1)'"))),
  refused("a function in C", "ARCHIVE_NATIVE_CODE", () => adding(functionIn("c", "'$libdir/evil', 'run'"))),
  refused("a function of the server's own", "ARCHIVE_NATIVE_CODE", () => adding(functionIn("internal", "'pg_ls_dir'"))),
  refused("an extension off the list", "ARCHIVE_EXTENSION", () =>
    adding({
      desc: "EXTENSION",
      tag: "dblink",
      schema: null,
      definition: "CREATE EXTENSION IF NOT EXISTS dblink WITH SCHEMA public;",
    }),
  ),
  refused("a foreign server", "ARCHIVE_FOREIGN_DATA", () =>
    adding({ desc: "SERVER", schema: null, definition: "CREATE SERVER s;" }),
  ),
  refused("row security", "ARCHIVE_ROW_SECURITY", () =>
    adding({ desc: "ROW SECURITY", tag: "patients", definition: "ALTER TABLE public.patients ENABLE ROW LEVEL SECURITY;" }),
  ),
  refused("a policy", "ARCHIVE_ROW_SECURITY", () =>
    adding({ desc: "POLICY", definition: "CREATE POLICY p ON public.patients USING (false);" }),
  ),
  refused("an operator class", "ARCHIVE_SUPERUSER_OBJECT", () =>
    adding({ desc: "OPERATOR CLASS", definition: "CREATE OPERATOR CLASS;" }),
  ),
  refused("a cast without a function", "ARCHIVE_SUPERUSER_OBJECT", () =>
    adding({ desc: "CAST", schema: null, definition: "CREATE CAST (text AS integer) WITHOUT FUNCTION;" }),
  ),

  refused("a zip bomb", "ARCHIVE_RATIO", () => bomb(128)),
  refused("a string of two gigabytes", "ARCHIVE_TEXT_TOO_LONG", () => replaced(startOfToc() + 10, int(0x7fff_ffff))),
  refused("two thousand million entries", "ARCHIVE_TOO_MANY_ENTRIES", () => written({ header: { count: 0x7fff_ffff } })),
  refused("three thousand tables and one", "ARCHIVE_TOO_MANY_TABLES", () =>
    written({ entries: Array.from({ length: 3_001 }, (_, at) => tableOf(`t${at}`, "")[0] ?? view) }),
  ),
  refused("a negative number of entries", "ARCHIVE_TOC_DAMAGED", () => written({ header: { count: -537_529_649 } })),
  refused("a number that pg_restore would allocate", "ARCHIVE_TOC_TOO_LARGE", () => adding({ ...view, dumpId: 2_000_000_000 })),
  refused("a number twice", "ARCHIVE_TOC_DAMAGED", () => adding({ ...view, dumpId: 105 })),
  refused("a bomb of dependencies", "ARCHIVE_TOC_TOO_LARGE", () =>
    adding({ ...view, dependencies: Array.from({ length: 50_000 }, () => 105) }),
  ),
  ...hostileNames().map((name) =>
    good_(`the name ${JSON.stringify(name)}`, () => writeArchive({ entries: tableOf(name, "1\ta\n") })),
  ),
];

function refused(name: string, reason: ArchiveReason, make: () => Buffer): BadArchiveCase {
  return { name, reason, stage: "check", bytes: async () => make() };
}

function good_(name: string, make: () => Buffer): BadArchiveCase {
  return { name, stage: "accepted", bytes: async () => make() };
}

/** A second statement behind a legal one. */
function foreign(name: string, sql: string): BadArchiveCase {
  const definition = sql.includes("COMMENT ON") ? sql : `COMMENT ON TABLE public.patients IS 'x';\n${sql}\n`;
  return refused(`${name} in an entry`, "ARCHIVE_STATEMENT_FOREIGN", () =>
    adding({ desc: "COMMENT", tag: "TABLE patients", definition, dependencies: [104] }),
  );
}

/** Rows that do not compress to nothing. */
function rows(): string {
  let seed = 1;
  const next = () => {
    seed = (Math.imul(seed, 48_271) >>> 0) % 0x7fff_ffff;
    return seed.toString(36);
  };
  return Array.from({ length: 1500 }, (_, index) => `${index}\t患者 ${next()}${next()}\n`).join("");
}

const clinic: WrittenArchive = { entries: [...tableOf("patients", rows()), ...tableOf("visits", rows())] };
const view: WrittenEntry = { desc: "VIEW", tag: "v", definition: "CREATE VIEW public.v AS\n SELECT 1 AS a;\n" };

function good(): Buffer {
  return writeArchive(clinic);
}

function written(changes: Partial<WrittenArchive>): Buffer {
  return writeArchive({ ...clinic, ...changes });
}

function adding(entry: WrittenEntry, ...more: readonly (WrittenEntry | string)[]): Buffer {
  const [first = "", others] = [more.find((each) => typeof each === "string"), more.filter((each) => typeof each !== "string")];
  const entries = first === "" ? clinic.entries : tableOf("patients", first);
  return written({ entries: [...entries, entry, ...others] });
}

function withRows(text: string | Buffer): Buffer {
  return writeArchive({ entries: tableOf("patients", text) });
}

function withColumns(columns: string): Buffer {
  return writeArchive({ entries: tableOf("patients", "1\ta\n", columns) });
}

function withCopy(copy: string): Buffer {
  return written({ entries: clinic.entries.map((entry) => (entry.copy?.includes("patients") ? { ...entry, copy } : entry)) });
}

function flipped(at: number, bit: number): Buffer {
  const bytes = good();
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
  return bytes;
}

function replaced(at: number, by: Buffer): Buffer {
  const bytes = good();
  by.copy(bytes, at);
  return bytes;
}

/** The header without its last Int, the number of entries, is of fixed length but for three texts. */
function startOfToc(): number {
  return good().indexOf("15.4", good().indexOf("15.4") + 1) + 4 + 5;
}

function dataOf(dumpId: number): Buffer {
  return Buffer.concat([Buffer.of(1), int(dumpId), int(0)]);
}

function eucRow(hex: string): Buffer {
  return Buffer.concat([Buffer.from("1\t"), Buffer.from(hex, "hex"), Buffer.from("\n")]);
}

function setting(desc: string, definition: string): WrittenEntry[] {
  const usual = [{ desc: "ENCODING", tag: "ENCODING", schema: null, definition: "SET client_encoding = 'UTF8';\n" }];
  return [...usual, { desc, tag: desc, schema: null, definition }];
}

function functionIn(language: string, body: string): WrittenEntry {
  return {
    desc: "FUNCTION",
    tag: "f()",
    definition: `CREATE FUNCTION public.f() RETURNS integer\n    LANGUAGE ${language}\n    AS ${body};\n`,
  };
}

const eventTrigger = "CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION public.f();";
const subscription = "CREATE SUBSCRIPTION s CONNECTION 'host=evil' PUBLICATION p WITH (connect = false);";
const primaryKey: WrittenEntry = {
  desc: "CONSTRAINT",
  tag: "patients patients_pkey",
  definition: "ALTER TABLE ONLY public.patients\n    ADD CONSTRAINT patients_pkey PRIMARY KEY (id);\n",
};

function materialized(query: string): [WrittenEntry, WrittenEntry] {
  const definition = `CREATE MATERIALIZED VIEW public.m AS\n ${query}\n  WITH NO DATA;\n`;
  const refresh = { desc: "MATERIALIZED VIEW DATA", tag: "m", definition: "REFRESH MATERIALIZED VIEW public.m;\n", section: 4 };
  return [
    { desc: "MATERIALIZED VIEW", tag: "m", definition, dumpId: 900 },
    { ...refresh, dependencies: [900] },
  ];
}

const memoryBomb = materialized("SELECT array_agg(repeat(md5(n::text), 1000)) AS a FROM generate_series(1, 100000000) n");
const lockingView = materialized("SELECT pg_advisory_lock(n)::text AS a FROM generate_series(1, 100000) n");

/** Belong to the superuser in the database that they go into, and are left out. */
const ofOldVersions: readonly WrittenEntry[] = [
  { desc: "SCHEMA", tag: "public", schema: null, definition: "CREATE SCHEMA public;\n" },
  { desc: "COMMENT", tag: "SCHEMA public", schema: null, definition: "COMMENT ON SCHEMA public IS 'standard public schema';\n" },
  {
    desc: "EXTENSION",
    tag: "plpgsql",
    schema: null,
    definition: "CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;\n",
  },
  {
    desc: "COMMENT",
    tag: "EXTENSION plpgsql",
    schema: null,
    definition: "COMMENT ON EXTENSION plpgsql IS 'PL/pgSQL procedural language';\n",
  },
  { desc: "ACL", tag: "public", schema: null, definition: "REVOKE ALL ON SCHEMA public FROM PUBLIC;\n" },
];

/** A table of equal rows: some thousand bytes for each megabyte. */
function bomb(megabytes: number): Buffer {
  const text = Buffer.alloc(megabytes * 1024 * 1024 + 5, "\n");
  text.write("\\.\n\n\n", text.length - 5);
  const [table, data] = tableOf("patients", "", "note text");
  return writeArchive({ entries: [table, { ...data, stream: deflateSync(text, { level: 9 }) }] as WrittenEntry[] });
}

/** As pg_dump -Ft writes it: toc.dat is its first file. */
function tar(): Buffer {
  const head = Buffer.alloc(512);
  head.write("toc.dat");
  head.write("ustar", 257);
  return Buffer.concat([head, writeArchive({ ...clinic, header: { format: 3 } })]);
}

function hostileNames(): string[] {
  return [
    "a\nCOMMIT; --",
    "a; 99; 0 0 TABLE x",
    "\u001b]0;title\u0007\u001b[2J",
    "<script>alert(1)</script>",
    '"; DROP TABLE patients; --',
    "\u202etxt.exe",
    "x".repeat(63),
    "\\! touch /tmp/owned",
  ];
}
