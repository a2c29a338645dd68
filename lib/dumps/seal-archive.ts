import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { BadArchive } from "../archives/bad-archive.ts";
import { checkArchive } from "../archives/check.ts";
import { checkOffsets } from "../archives/check-offsets.ts";
import { type ArchiveReason, type ArchiveRules, type ArchiveSummary, usualRules } from "../archives/model.ts";
import { pieceBytes, type SealedFile, writePiece } from "../storage/sealed-file.ts";
import { type SealingStream, sealingStream } from "../storage/sealing-stream.ts";
import { DumpFailure } from "./failure.ts";
import { followFile } from "./follow-file.ts";

/** What an import refuses and a dump may be: the database of a clinic that has nothing yet. */
const harmless: ReadonlySet<ArchiveReason> = new Set(["ARCHIVE_NO_TABLES", "ARCHIVE_NO_DATA"]);

export interface SealedArchive {
  readonly size: number;
  readonly sha256: string;
  readonly summary: Partial<ArchiveSummary>;
}

/**
 * Reads, judges and seals an archive while pg_dump writes it, so that little is left to do at its end: then the table of
 * contents is final, is judged anew, and its pieces are sealed anew; the hash is that of the file as it is then.
 * @param written settled when pg_dump has ended
 * @throws DumpFailure DUMP_DAMAGED, Refusal STORAGE_FULL, STORAGE_AWAY, what `signal` was aborted with, or what `written` was
 */
export async function sealArchive(
  source: string,
  written: Promise<void>,
  target: SealedFile,
  server: Pick<ArchiveRules, "serverMajor" | "extensions">,
  signal: AbortSignal,
): Promise<SealedArchive> {
  const rules = { ...usualRules, ...server, ...ownLimits };
  const sealing = sealingStream(target);
  try {
    const verdict = await checkArchive(sealed(followFile(source, written, signal), sealing, signal), rules, undefined, signal);
    await written;
    const isEmpty = !verdict.accepted && harmless.has(verdict.reason);
    if (!verdict.accepted && !isEmpty) throw damaged(verdict.reason, verdict.facts);
    sealing.end();
    await finished(sealing);
    // The reader stops where it has seen enough of an empty database: it is small, and sealed anew as a whole.
    const dataAt = isEmpty ? Number.POSITIVE_INFINITY : await checkOffsets(source, rules).catch(asDamage);
    const { size, sha256 } = await sealBeginning(source, target, dataAt, signal);
    if (!isEmpty && size !== sealing.bytes) throw damaged("ARCHIVE_TRAILING_BYTES", {});
    return { size, sha256, summary: verdict.summary ?? {} };
  } catch (error) {
    sealing.destroy();
    // One that failed by itself may be closed already.
    if (!sealing.closed) await once(sealing, "close");
    throw error;
  }
}

/** Our own database is what it is: the limits are there for strangers' files. */
const ownLimits = {
  maxDataBytes: Number.MAX_SAFE_INTEGER,
  maxRatio: 2000,
  maxEntries: 10_000_000,
  maxTables: 10_000_000,
} as const;

/** What goes through is on its way into the storage, too. */
async function* sealed(source: AsyncIterable<Buffer>, sealing: SealingStream, signal: AbortSignal): AsyncGenerator<Buffer> {
  let failure: Error | undefined;
  sealing.on("error", (error) => {
    failure = error;
  });
  for await (const chunk of source) {
    if (failure) throw failure;
    if (!sealing.write(chunk)) await once(sealing, "drain", { signal });
    yield chunk;
  }
}

/** Hashes the whole, and seals the pieces anew that begin before `until`. */
async function sealBeginning(source: string, target: SealedFile, until: number, signal: AbortSignal) {
  const handle = await open(source);
  try {
    const { size } = await handle.stat();
    for (let at = 0; at < Math.min(until, size); at += pieceBytes) await sealPieceOf(handle, target, at, size);
  } finally {
    await handle.close();
  }
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of createReadStream(source, { highWaterMark: 1024 * 1024, signal })) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest("hex") };
}

async function sealPieceOf(handle: FileHandle, target: SealedFile, at: number, size: number): Promise<void> {
  const plain = Buffer.allocUnsafeSlow(Math.min(pieceBytes, size - at));
  for (let filled = 0; filled < plain.length; ) {
    const { bytesRead } = await handle.read(plain, filled, plain.length - filled, at + filled);
    if (bytesRead === 0) throw damaged("ARCHIVE_TRUNCATED", {});
    filled += bytesRead;
  }
  await writePiece(target, at / pieceBytes, plain);
}

function damaged(reason: ArchiveReason, facts: Readonly<Record<string, string | number>>): DumpFailure {
  return new DumpFailure("DUMP_DAMAGED", { ...facts, archiveReason: reason });
}

function asDamage(error: unknown): never {
  throw error instanceof BadArchive ? damaged(error.reason, error.facts) : error;
}
