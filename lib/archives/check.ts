import { BadArchive } from "./bad-archive.ts";
import { ByteReader, EndOfBytes } from "./byte-reader.ts";
import type { ArchiveReason, ArchiveRules, ArchiveSummary, ArchiveVerdict } from "./model.ts";
import { readData } from "./read-data.ts";
import { readHeader } from "./read-header.ts";
import { readToc } from "./read-toc.ts";
import { looksLikeArchive, recognize, wasSentAsText } from "./recognize.ts";

/**
 * One pass over the whole archive. `onProgress(bytesRead)` is called now and then.
 * Never throws for a bad archive; throws what the source throws, and the signal's reason.
 */
export async function checkArchive(
  source: AsyncIterable<Buffer>,
  rules: ArchiveRules,
  onProgress?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<ArchiveVerdict> {
  signal?.throwIfAborted();
  const bytes = new ByteReader(source, (read) => {
    signal?.throwIfAborted();
    onProgress?.(read);
  });
  const known: Partial<ArchiveSummary> = {};
  try {
    return { accepted: true, summary: await readArchive(bytes, rules, known) };
  } catch (error) {
    if (!(error instanceof BadArchive || error instanceof EndOfBytes)) throw error;
    const { reason, facts } = error instanceof BadArchive ? error : truncated(bytes);
    const sentAsText = damages.has(reason) && wasSentAsText(bytes.beginning);
    return { accepted: false, reason: sentAsText ? "ARCHIVE_TEXT_TRANSFER" : reason, facts, summary: known };
  } finally {
    await bytes.close();
  }
}

/** @param known is filled as far as the archive is read */
async function readArchive(bytes: ByteReader, rules: ArchiveRules, known: Partial<ArchiveSummary>): Promise<ArchiveSummary> {
  await beginArchive(bytes);
  const { minor, ...header } = await readHeader(bytes, rules);
  Object.assign(known, header);
  const toc = await readToc(bytes, { ...header, minor: minor }, rules);
  const { encoding, databaseEncoding, entries, restoreList } = toc;
  Object.assign(known, { encoding, databaseEncoding, entries });
  const data = await readData(bytes, toc, header.compression, rules);
  return { ...header, encoding, databaseEncoding, entries, restoreList, ...data, bytes: bytes.offset };
}

/** Reads past the magic. */
async function beginArchive(bytes: ByteReader): Promise<void> {
  try {
    await bytes.gather(1024);
  } catch (error) {
    // A short file; what it is, the bytes tell.
    if (!(error instanceof EndOfBytes)) throw error;
  }
  const { beginning } = bytes;
  if (!looksLikeArchive(beginning)) {
    const { reason, facts } = recognize(beginning);
    throw new BadArchive(reason, facts);
  }
  await bytes.take(5);
}

function truncated(bytes: ByteReader) {
  return { reason: "ARCHIVE_TRUNCATED" as const, facts: { offset: bytes.offset + bytes.left, percent: 0 } };
}

/** What a conversion of line ends can look like to a reader of lengths and sums. */
const damages: ReadonlySet<ArchiveReason> = new Set([
  ...(["ARCHIVE_HEADER_DAMAGED", "ARCHIVE_TOC_DAMAGED", "ARCHIVE_DATA_DAMAGED", "ARCHIVE_LAYOUT", "ARCHIVE_NUL"] as const),
  ...(["ARCHIVE_VERSION_UNKNOWN", "ARCHIVE_TRUNCATED", "ARCHIVE_TEXT_TOO_LONG", "ARCHIVE_TOO_MANY_ENTRIES"] as const),
  ...(["ARCHIVE_SETTING_FOREIGN", "ARCHIVE_BLOCK_UNKNOWN", "ARCHIVE_BLOCK_OFFSET", "ARCHIVE_TOC_TOO_LARGE"] as const),
  "ARCHIVE_STATEMENT_FOREIGN",
]);
