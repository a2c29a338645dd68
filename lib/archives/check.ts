import type { ArchiveRules, ArchiveVerdict } from "./model.ts";

/**
 * One pass over the whole archive. `onProgress(bytesRead)` is called now and then.
 * Never throws for a bad archive; throws what the source throws.
 */
export async function checkArchive(
  source: AsyncIterable<Buffer>,
  rules: ArchiveRules,
  onProgress?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<ArchiveVerdict> {
  for await (const chunk of source) {
    signal?.throwIfAborted();
    onProgress?.(chunk.length);
  }
  return { accepted: false, reason: "ARCHIVE_EMPTY", facts: { serverMajor: rules.serverMajor } };
}
