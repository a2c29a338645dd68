import { once } from "node:events";
import { createReadStream } from "node:fs";
import { finished } from "node:stream/promises";
import { checkArchive } from "../archives/check.ts";
import { type ArchiveReason, type ArchiveRules, type ArchiveSummary, usualRules } from "../archives/model.ts";
import type { SealedFile } from "../storage/sealed-file.ts";
import { type SealingStream, sealingStream } from "../storage/sealing-stream.ts";
import { DumpFailure } from "./failure.ts";

/** What an import refuses and a dump may be: the database of a clinic that has nothing yet. */
const harmless: ReadonlySet<ArchiveReason> = new Set(["ARCHIVE_NO_TABLES", "ARCHIVE_NO_DATA"]);

export interface SealedArchive {
  readonly size: number;
  readonly sha256: string;
  readonly summary: Partial<ArchiveSummary>;
}

/**
 * One pass: every byte that is stored was read by the own reader, too.
 * @param onProgress 0 to 1
 * @throws DumpFailure DUMP_DAMAGED, Refusal STORAGE_FULL, STORAGE_AWAY, or what `signal` was aborted with
 */
export async function sealArchive(
  source: string,
  target: SealedFile,
  server: Pick<ArchiveRules, "serverMajor" | "extensions">,
  signal: AbortSignal,
): Promise<SealedArchive> {
  const sealing = sealingStream(target);
  try {
    const verdict = await checkArchive(
      passing(source, sealing, signal),
      { ...usualRules, ...server, ...ownLimits },
      undefined,
      signal,
    );
    if (!verdict.accepted && !harmless.has(verdict.reason))
      throw new DumpFailure("DUMP_DAMAGED", { ...verdict.facts, archiveReason: verdict.reason });
    // The reader stops where it has seen enough of an empty database.
    if (!verdict.accepted) for await (const _rest of passing(source, sealing, signal, sealing.bytes)) signal.throwIfAborted();
    sealing.end();
    await finished(sealing);
    return { size: sealing.bytes, sha256: sealing.sha256, summary: verdict.summary ?? {} };
  } catch (error) {
    await sealing.abandon();
    throw error;
  }
}

/** Our own database is what it is: the limits are there for strangers' files. */
const ownLimits = { maxDataBytes: Number.MAX_SAFE_INTEGER, maxRatio: 2000, maxEntries: 10_000_000 } as const;

async function* passing(source: string, sealing: SealingStream, signal: AbortSignal, start = 0): AsyncGenerator<Buffer> {
  let failure: Error | undefined;
  sealing.on("error", (error) => {
    failure = error;
  });
  for await (const chunk of createReadStream(source, { highWaterMark: 1024 * 1024, signal, start })) {
    if (failure) throw failure;
    if (!sealing.write(chunk)) await once(sealing, "drain", { signal });
    yield chunk;
  }
}
