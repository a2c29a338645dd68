import { plainText } from "#lib/platform/plain-text.ts";
import { BadArchive } from "./bad-archive.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ArchiveCompression, ArchiveRules, ArchiveSummary } from "./model.ts";
import { readInt, readText } from "./read-text.ts";

export type ArchiveHeader = Pick<
  ArchiveSummary,
  "archiveVersion" | "serverVersion" | "serverMajor" | "dumpVersion" | "compression" | "databaseName" | "madeAt" | "tocEntries"
> & { /** 14 of 1.14 */ readonly minor: number };

/** Formats as pg_dump numbers them (`pg_backup.h`, ArchiveFormat). */
const formats = { custom: 1, tar: 3, directory: 5 } as const;
const damaged = "ARCHIVE_HEADER_DAMAGED";

/** After `PGDMP`, up to and with the number of entries (PROTOCOLS.md §4; `ReadHead` in pg_backup_archiver.c). */
export async function readHeader(bytes: ByteReader, rules: ArchiveRules): Promise<ArchiveHeader> {
  await bytes.gather(6);
  const [major, minor, revision, intSize, offsetSize, format] = Array.from({ length: 6 }, () => bytes.byte());
  const archiveVersion = `${major}.${minor}`;
  if (major !== 1 || minor === undefined || minor < 10 || minor > 30 || revision !== 0)
    throw new BadArchive("ARCHIVE_VERSION_UNKNOWN", { version: archiveVersion });
  if (minor > 16)
    throw new BadArchive("ARCHIVE_VERSION_NEWER", { ...versionFacts(archiveVersion, rules), dumpVersion: "19以降" });
  if (intSize !== 4 || offsetSize !== 8)
    throw new BadArchive("ARCHIVE_LAYOUT", { intSize: intSize ?? 0, offsetSize: offsetSize ?? 0 });
  if (format === formats.directory) throw new BadArchive("ARCHIVE_DIRECTORY");
  if (format === formats.tar) throw new BadArchive("ARCHIVE_TAR");
  if (format !== formats.custom) throw new BadArchive(damaged, { offset: bytes.offset });
  const compression = await readCompression(bytes, minor);
  const madeAt = await readMoment(bytes);
  const databaseName = await readName(bytes);
  const serverVersion = await readName(bytes);
  const dumpVersion = await readName(bytes);
  const serverMajor = majorOf(serverVersion);
  if (serverMajor === undefined || majorOf(dumpVersion) === undefined) throw new BadArchive(damaged, { offset: bytes.offset });
  if (minor > newestFor(rules.serverMajor))
    throw new BadArchive("ARCHIVE_VERSION_NEWER", { ...versionFacts(archiveVersion, rules), dumpVersion });
  if (serverMajor > rules.serverMajor)
    throw new BadArchive("ARCHIVE_SERVER_NEWER", { serverVersion, serverMajor: rules.serverMajor });
  const tocEntries = await readInt(bytes, 0, 0x7fff_ffff, "ARCHIVE_TOC_DAMAGED");
  if (tocEntries > rules.maxEntries)
    throw new BadArchive("ARCHIVE_TOO_MANY_ENTRIES", { entries: tocEntries, limit: rules.maxEntries });
  return { archiveVersion, minor, compression, madeAt, databaseName, serverVersion, serverMajor, dumpVersion, tocEntries };
}

/** The newest archive that pg_restore of a major version reads. */
function newestFor(serverMajor: number): number {
  if (serverMajor >= 17) return 16;
  if (serverMajor === 16) return 15;
  if (serverMajor >= 12) return 14;
  return serverMajor === 11 ? 13 : 12;
}

function versionFacts(version: string, rules: ArchiveRules) {
  return { version, serverMajor: rules.serverMajor };
}

/** An Int (-1 default, else zlib's level) up to 1.14; from 1.15 one byte that names the algorithm. */
async function readCompression(bytes: ByteReader, minor: number): Promise<ArchiveCompression> {
  if (minor < 15) return (await readInt(bytes, -1, 9, damaged)) === 0 ? "none" : "gzip";
  await bytes.gather(1);
  const names = ["none", "gzip", "lz4", "zstd"] as const;
  const name = names[bytes.byte()];
  if (!name) throw new BadArchive("ARCHIVE_COMPRESSION_UNKNOWN");
  return name;
}

/** Seven Ints of C's `struct tm`; the clocks of the clinics are Japan's. */
async function readMoment(bytes: ByteReader): Promise<Date> {
  const second = await readInt(bytes, 0, 60, damaged);
  const minute = await readInt(bytes, 0, 59, damaged);
  const hour = await readInt(bytes, 0, 23, damaged);
  const day = await readInt(bytes, 1, 31, damaged);
  const month = await readInt(bytes, 0, 11, damaged);
  const year = await readInt(bytes, 70, 1100, damaged);
  await readInt(bytes, -1, 1, damaged);
  return new Date(Date.UTC(1900 + year, month, day, hour - 9, minute, second));
}

async function readName(bytes: ByteReader): Promise<string> {
  const { offset } = bytes;
  const text = await readText(bytes, 1024, damaged);
  if (!text || text.length === 0) throw new BadArchive(damaged, { offset });
  return plainText(text.toString("utf8"), 200);
}

/** `9.6.24` is 9, `15.18 (Debian 15.18-0+deb12u1)` and `17beta1` are 15 and 17. */
function majorOf(version: string): number | undefined {
  const found = /^(\d{1,2})(?=\.\d|devel|beta|rc)/.exec(version)?.[1];
  return found === undefined || Number(found) < 7 ? undefined : Number(found);
}
