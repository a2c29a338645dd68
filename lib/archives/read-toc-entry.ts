import { BadArchive } from "./bad-archive.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ArchiveEntry } from "./model.ts";
import { longestText, readInt, readText } from "./read-text.ts";

/** As it stands in the archive; text still in its encoding. */
export interface TocEntry {
  readonly dumpId: number;
  /** A data block follows the table of contents. */
  readonly hasData: boolean;
  readonly catalogId: string;
  readonly tag: Buffer;
  readonly desc: string;
  readonly section: ArchiveEntry["section"];
  readonly definition: Buffer;
  readonly copyStatement: Buffer;
  readonly schema: Buffer | null;
  readonly accessMethod: string;
  readonly owner: Buffer;
  readonly withOids: boolean;
  readonly dependencies: readonly number[];
  /** Where the data block begins; undefined when pg_dump wrote into a pipe. */
  readonly dataOffset: number | undefined;
}

/** A table that thousands of views need. */
const mostDependencies = 10_000;
const damaged = "ARCHIVE_TOC_DAMAGED";
const longestName = 64 * 1024;

/** One entry (PROTOCOLS.md §4; `ReadToc` in pg_backup_archiver.c, `_ReadExtraToc` in pg_backup_custom.c). */
export async function readTocEntry(bytes: ByteReader, minor: number, maxEntries: number): Promise<TocEntry> {
  const { offset } = bytes;
  const dumpId = await readInt(bytes, 1, 0x7fff_ffff, damaged);
  // pg_restore allocates by the highest number. The catalogue's own objects have numbers too, hence some more.
  if (dumpId > 10 * maxEntries) throw new BadArchive("ARCHIVE_TOC_TOO_LARGE", { dumpId, offset });
  const hasData = (await readInt(bytes, 0, 1, damaged)) === 1;
  const catalogId = `${await readDigits(bytes)} ${await readDigits(bytes)}`;
  const tag = await readText(bytes, longestName, damaged);
  const desc = (await readText(bytes, 100, damaged))?.toString("latin1");
  if (tag === null || desc === undefined || !/^[A-Z][A-Z ]{2,60}$/.test(desc)) throw new BadArchive(damaged, { offset });
  const section = minor >= 11 ? sections[await readInt(bytes, 1, 4, damaged)] : sectionOf(desc);
  const definition = (await readText(bytes, longestText, damaged)) ?? empty;
  await readText(bytes, longestText, damaged);
  const copyStatement = (await readText(bytes, longestText, damaged)) ?? empty;
  const schema = await readText(bytes, longestName, damaged);
  await readText(bytes, longestName, damaged);
  const accessMethod = minor >= 14 ? ((await readText(bytes, longestName, damaged))?.toString("latin1") ?? "") : "";
  if (minor >= 16) await readInt(bytes, 0, 127, damaged);
  const owner = (await readText(bytes, longestName, damaged)) ?? empty;
  const withOids = (await readText(bytes, 100, damaged))?.toString("latin1");
  if (section === undefined || (withOids !== "true" && withOids !== "false")) throw new BadArchive(damaged, { offset });
  const dependencies = await readDependencies(bytes);
  const dataOffset = await readOffset(bytes, hasData);
  return {
    ...{ dumpId, hasData, catalogId, tag, desc, section, definition, copyStatement, schema, accessMethod, owner },
    ...{ withOids: withOids === "true", dependencies, dataOffset },
  };
}

const empty = Buffer.alloc(0);
const sections = [undefined, "none", "pre-data", "data", "post-data"] as const;

/** Before 8.4 archives did not say. */
function sectionOf(desc: string): ArchiveEntry["section"] {
  if (["COMMENT", "ACL", "ACL LANGUAGE"].includes(desc)) return "none";
  if (["TABLE DATA", "BLOBS", "BLOB COMMENTS"].includes(desc)) return "data";
  return ["CONSTRAINT", "CHECK CONSTRAINT", "FK CONSTRAINT", "INDEX", "RULE", "TRIGGER"].includes(desc)
    ? "post-data"
    : "pre-data";
}

async function readDigits(bytes: ByteReader): Promise<string> {
  const { offset } = bytes;
  const text = (await readText(bytes, 20, damaged))?.toString("latin1") ?? "";
  if (!/^\d{1,10}$/.test(text)) throw new BadArchive(damaged, { offset });
  return text;
}

async function readDependencies(bytes: ByteReader): Promise<number[]> {
  const dependencies: number[] = [];
  for (;;) {
    const { offset } = bytes;
    const text = await readText(bytes, 20, damaged);
    if (text === null) return dependencies;
    const digits = text.toString("latin1");
    if (!/^\d{1,10}$/.test(digits)) throw new BadArchive(damaged, { offset });
    if (dependencies.length === mostDependencies)
      throw new BadArchive("ARCHIVE_TOC_TOO_LARGE", { dependencies: mostDependencies, offset });
    dependencies.push(Number(digits));
  }
}

/** Flag (1 not set, 2 set, 3 no data) and eight bytes that count only when set. */
async function readOffset(bytes: ByteReader, hasData: boolean): Promise<number | undefined> {
  await bytes.gather(9);
  const { offset } = bytes;
  const flag = bytes.byte();
  let value = 0;
  for (let weight = 0; weight < 8; weight += 1) value += bytes.byte() * 256 ** weight;
  if (flag < 1 || flag > 3 || (flag === 3) === hasData) throw new BadArchive(damaged, { offset });
  if (flag === 2 && !Number.isSafeInteger(value)) throw new BadArchive(damaged, { offset });
  return flag === 2 ? value : undefined;
}
