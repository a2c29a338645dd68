import { constants, gunzipSync } from "node:zlib";
import type { ArchiveFacts, ArchiveReason } from "./model.ts";

interface Recognized {
  readonly reason: ArchiveReason;
  readonly facts: ArchiveFacts;
}

/** Compressed or packed files by their first bytes (file(1)'s magic). */
const packed: readonly (readonly [hex: string, kind: string])[] = [
  ["377abcaf271c", "7z"],
  ["526172211a07", "RAR"],
  ["fd377a585a00", "xz"],
  ["425a68", "bzip2"],
  ["28b52ffd", "zstd"],
  ["04224d18", "LZ4"],
  ["1f9d", "compress"],
  ["2142646e", "Outlook"],
];

/** What a file is that does not begin as an archive of `pg_dump -Fc`. @param beginning some hundred bytes, or all */
export function recognize(beginning: Buffer): Recognized {
  const because = (reason: ArchiveReason, facts: ArchiveFacts = {}) => ({ reason, facts });
  if (beginning.length === 0) return because("ARCHIVE_EMPTY");
  const hex = beginning.subarray(0, 8).toString("hex");
  // PowerShell's `>` writes UTF-16.
  if (/^fffe5000470044|^efbbbf5047444d50/.test(hex)) return because("ARCHIVE_TEXT_TRANSFER");
  if (hex.startsWith("1f8b")) return because("ARCHIVE_GZIP", { inner: insideGzip(beginning) });
  if (/^504b(?:0304|0506|0708)/.test(hex)) return because("ARCHIVE_ZIP");
  if (beginning.subarray(257, 262).toString("latin1") === "ustar") return because("ARCHIVE_TAR");
  const kind = packed.find(([magic]) => hex.startsWith(magic))?.[1];
  if (kind !== undefined) return because("ARCHIVE_COMPRESSED", { kind });
  const text = beginning
    .toString("latin1")
    .replace(/^\xef\xbb\xbf/, "")
    .trimStart();
  if (/^<(?:!doctype|html|head|body|\?xml|!--)/i.test(text)) return because("ARCHIVE_HTML");
  if (isSql(text)) return because("ARCHIVE_PLAIN_SQL");
  return because("ARCHIVE_NOT_AN_ARCHIVE");
}

/** `PGDMP`, or as much of it as there is. */
export function looksLikeArchive(beginning: Buffer): boolean {
  return beginning.length > 0 && "PGDMP".startsWith(beginning.subarray(0, 5).toString("latin1"));
}

function isSql(text: string): boolean {
  return /^(?:--|\/\*|\\restrict|(?:SET|CREATE|COPY|INSERT|DROP|ALTER|BEGIN|SELECT|COMMENT|REVOKE|GRANT)\s)/i.test(text);
}

/** Of the first few hundred bytes, which uncompress to little. */
function insideGzip(beginning: Buffer): string {
  try {
    const options = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 4 * 1024 * 1024 };
    const inner = gunzipSync(beginning.subarray(0, 2048), options);
    if (looksLikeArchive(inner)) return "archive";
    return isSql(inner.toString("latin1")) ? "sql" : "other";
  } catch {
    return "other";
  }
}

/**
 * Whether a transfer as text is what damaged it: each LF has got a CR before it or become one, or bytes that are no
 * characters became U+FFFD. @param beginning as much as is kept
 */
export function wasSentAsText(beginning: Buffer): boolean {
  const text = beginning.toString("latin1");
  const newlines = text.match(/\n/g)?.length ?? 0;
  const withReturn = text.match(/\r\n/g)?.length ?? 0;
  if (newlines === 0 && (text.match(/;\r/g)?.length ?? 0) >= 3) return true;
  return (newlines >= 3 && withReturn === newlines) || (text.match(/\xef\xbf\xbd/g)?.length ?? 0) >= 4;
}
