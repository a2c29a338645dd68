import { isUtf8 } from "node:buffer";
import { plainText } from "#lib/platform/plain-text.ts";
import { BadArchive } from "./bad-archive.ts";
import type { ByteReader } from "./byte-reader.ts";
import { checkCopyStatement } from "./check-copy-statement.ts";
import { checkEntry, type EntryFacts } from "./check-entry.ts";
import { concernedTable } from "./concerned-table.ts";
import { decoderOf, maskedSql } from "./encodings.ts";
import type { ArchiveEntry, ArchiveRules } from "./model.ts";
import type { ArchiveHeader } from "./read-header.ts";
import { type ArchiveSettings, readSetting } from "./read-settings.ts";
import { readTocEntry, type TocEntry } from "./read-toc-entry.ts";
import { listHead, listLine } from "./restore-list.ts";

export interface ExpectedBlock {
  readonly dumpId: number;
  readonly kind: "table" | "large objects" | "other";
  readonly schema: string;
  readonly name: string;
  readonly offset: number | undefined;
}

export interface Toc {
  readonly encoding: string;
  readonly databaseEncoding: string | null;
  readonly entries: readonly ArchiveEntry[];
  readonly restoreList: string;
  /** In the order in which pg_dump writes them. */
  readonly blocks: readonly ExpectedBlock[];
  /** Every number of the table of contents. */
  readonly dumpIds: ReadonlySet<number>;
}

/** 600 tables with views, functions and comments need 2 MB. */
const longestToc = 32 * 1024 * 1024;

/** All entries, each judged as it comes. @throws BadArchive */
export async function readToc(bytes: ByteReader, header: ArchiveHeader, rules: ArchiveRules): Promise<Toc> {
  const toc = new TocCollector(rules);
  const start = bytes.offset;
  for (let count = 0; count < header.tocEntries; count += 1) {
    const { offset } = bytes;
    toc.add(await readTocEntry(bytes, header.minor, rules.maxEntries), offset);
    if (bytes.offset - start > longestToc) throw new BadArchive("ARCHIVE_TOC_TOO_LARGE", { offset: bytes.offset });
  }
  return toc.finish(header);
}

class TocCollector {
  readonly #rules: ArchiveRules;
  readonly #settings: ArchiveSettings = {};
  readonly #entries: Omit<ArchiveEntry, "table">[] = [];
  /** By number: the table as the definition names it, in the archive's bytes. */
  readonly #concerned = new Map<number, string>();
  /** Tables and the like by their names in the archive's bytes. */
  readonly #tables = new Map<string, number>();
  readonly #lines: string[] = [];
  readonly #blocks: ExpectedBlock[] = [];
  readonly #dumpIds = new Set<number>();
  #databaseEncoding: string | null = null;
  #tableCount = 0;
  #decode: (text: Buffer) => string = (text) => text.toString("latin1");

  constructor(rules: ArchiveRules) {
    this.#rules = rules;
  }

  /** @param offset where the entry began */
  add(entry: TocEntry, offset: number): void {
    if (this.#dumpIds.has(entry.dumpId)) throw new BadArchive("ARCHIVE_TOC_DAMAGED", { offset });
    this.#dumpIds.add(entry.dumpId);
    // They come first: the others are read by them.
    if (this.#dumpIds.size <= 3 && readSetting(entry, this.#settings)) {
      if (this.#settings.encoding) this.#decode = decoderOf(this.#settings.encoding);
      return;
    }
    const encoding = this.#settings.encoding ?? "";
    if (encoding === "") throw new BadArchive("ARCHIVE_ENCODING_UNKNOWN", { encoding });
    const facts: EntryFacts = { desc: entry.desc, tag: this.#plain(entry.tag) };
    if (entry.desc === "DATABASE") this.#databaseEncoding = encodingOf(entry.definition.toString("latin1"));
    // pg_dump writes the encoding that it declares, unless the database itself knows none.
    if (encoding === "UTF8" && !textsOf(entry).every((text) => isUtf8(text))) {
      if (this.#databaseEncoding === "SQL_ASCII") throw new BadArchive("ARCHIVE_ENCODING_SQL_ASCII", facts);
      throw new BadArchive("ARCHIVE_TOC_DAMAGED", { offset });
    }
    const dialect = { encoding, standardStrings: this.#settings.standardStrings ?? false };
    const { restored, statements } = checkEntry(entry, facts, dialect, this.#rules);
    if (entry.desc === "TABLE DATA") {
      const target = checkCopyStatement(entry, encoding, facts);
      // With --load-via-partition-root the rows of a partition go in at the top, which the archive makes too.
      if (entry.definition.length > 0 && !this.#tables.has(target)) throw new BadArchive("ARCHIVE_COPY_STATEMENT", facts);
    }
    if (entry.desc === "TABLE" && ++this.#tableCount > this.#rules.maxTables)
      throw new BadArchive("ARCHIVE_TOO_MANY_TABLES", { limit: this.#rules.maxTables });
    if (entry.hasData) this.#blocks.push(this.#block(entry, facts));
    if (!restored) return;
    const masked = (text: Buffer | null) => maskedSql(text ?? Buffer.alloc(0), encoding);
    if (["TABLE", "VIEW", "MATERIALIZED VIEW"].includes(entry.desc))
      this.#tables.set(`${masked(entry.schema)}.${masked(entry.tag)}`, entry.dumpId);
    const concerned = statements[0] && concernedTable(statements[0], masked(entry.schema));
    if (concerned !== undefined) this.#concerned.set(entry.dumpId, concerned);
    else if (/^TABLE(?: DATA)?$|^MATERIALIZED VIEW/.test(entry.desc))
      this.#concerned.set(entry.dumpId, `${masked(entry.schema)}.${masked(entry.tag)}`);
    const { dumpId, desc, section, dependencies } = entry;
    const made = { dumpId, desc, tag: facts.tag, schema: entry.schema && this.#plain(entry.schema), section };
    this.#entries.push({ ...made, owner: this.#plain(entry.owner), dependencies });
    this.#lines.push(listLine({ ...made, owner: this.#plain(entry.owner) }, entry.catalogId));
  }

  finish(header: ArchiveHeader): Toc {
    if (!this.#entries.some(({ desc }) => desc === "TABLE")) throw new BadArchive("ARCHIVE_NO_TABLES");
    if (!this.#blocks.some(({ kind }) => kind === "table")) throw new BadArchive("ARCHIVE_NO_DATA");
    const names = new Map(this.#entries.map(({ dumpId, schema, tag }) => [dumpId, `${schema ?? ""}.${tag}`]));
    const tableIds = new Set(this.#tables.values());
    const entries = this.#entries.map((entry) => {
      const own = this.#tables.get(this.#concerned.get(entry.dumpId) ?? "");
      const needed = entry.dependencies.filter((id) => tableIds.has(id));
      const table = names.get(own ?? (needed.length === 1 ? (needed[0] ?? 0) : 0));
      return table === undefined || !concernsTable.has(entry.desc) ? entry : { ...entry, table };
    });
    return {
      encoding: this.#settings.encoding ?? "",
      databaseEncoding: this.#databaseEncoding,
      entries,
      restoreList: [listHead(header), ...this.#lines, ""].join("\n"),
      blocks: this.#blocks,
      dumpIds: this.#dumpIds,
    };
  }

  #plain(text: Buffer): string {
    return plainText(this.#decode(text), 300);
  }

  #block(entry: TocEntry, facts: EntryFacts): ExpectedBlock {
    const kind = entry.desc === "TABLE DATA" ? "table" : entry.desc === "BLOBS" ? "large objects" : "other";
    const schema = entry.schema ? this.#plain(entry.schema) : "";
    return { dumpId: entry.dumpId, kind, schema, name: facts.tag, offset: entry.dataOffset };
  }
}

const concernsTable = new Set([
  ...["TABLE", "TABLE DATA", "TABLE ATTACH", "MATERIALIZED VIEW", "MATERIALIZED VIEW DATA", "DEFAULT", "INDEX", "INDEX ATTACH"],
  ...["CONSTRAINT", "CHECK CONSTRAINT", "FK CONSTRAINT", "TRIGGER", "RULE", "STATISTICS", "SEQUENCE OWNED BY", "COMMENT"],
]);

function textsOf({ tag, definition, copyStatement, schema, owner }: TocEntry): readonly Buffer[] {
  return [tag, definition, copyStatement, schema ?? tag, owner];
}

/** `CREATE DATABASE orca WITH TEMPLATE = template0 ENCODING = 'EUC_JP' …` */
function encodingOf(definition: string): string | null {
  return / ENCODING = '([A-Z0-9_]{1,30})'/.exec(definition)?.[1] ?? null;
}
