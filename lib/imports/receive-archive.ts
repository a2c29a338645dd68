import { open } from "node:fs/promises";
import path from "node:path";
import { checkArchive } from "../archives/check.ts";
import { type ArchiveSummary, usualRules } from "../archives/model.ts";
import { serverFacts } from "../databases/read-server.ts";
import type { Scope } from "../platform/scope.ts";
import { handOver } from "../postgres/job-directory.ts";
import { openUpload } from "../uploads/open.ts";
import type { Claim } from "./claim.ts";
import { ImportFailure } from "./failure.ts";

export interface ReceivedArchive {
  /** In the job's directory: plain bytes, which pg_restore needs to seek in. */
  readonly file: string;
  readonly summary: ArchiveSummary;
}

/**
 * One pass: the bytes are written to the job's directory while the check reads them, and the upload's own stream compares
 * their hash at its end.
 * @param onProgress 0 to 1, and bytes a second
 * @throws ImportFailure for what the check refuses
 */
export async function receiveArchive(
  scope: Scope,
  { uploadId, statedVersion }: Pick<Claim, "uploadId" | "statedVersion">,
  directory: string,
  signal: AbortSignal,
  onProgress: (done: number, bytesPerSecond: number) => void,
): Promise<ReceivedArchive> {
  if (!uploadId) throw new ImportFailure("UPLOAD_GONE");
  const { version, extensions } = await serverFacts();
  const upload = await openUpload(scope, uploadId);
  const file = path.join(directory, "archive");
  const begun = Date.now();
  let bytes = 0;
  const seen = (count: number) => {
    bytes += count;
    onProgress(bytes / upload.size, Math.round(bytes / Math.max(0.001, (Date.now() - begun) / 1000)));
  };
  const copied = copyTo(file, upload.stream(), signal, seen);
  const verdict = await checkArchive(copied, { ...usualRules, serverMajor: version.major, extensions }, undefined, signal);
  signal.throwIfAborted();
  if (!verdict.accepted) throw new ImportFailure(verdict.reason, verdict.facts);
  // The check reads to the end, where the upload's stream compares the hash: less would be a file that nobody verified.
  if (bytes !== upload.size) throw new Error(`The check has read ${bytes} of ${upload.size} bytes`);
  requireStated(statedVersion, verdict.summary);
  await handOver(file);
  return { file, summary: verdict.summary };
}

async function* copyTo(
  file: string,
  source: AsyncIterable<Buffer>,
  signal: AbortSignal,
  seen: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const handle = await open(file, "wx", 0o600);
  try {
    for await (const chunk of source) {
      signal.throwIfAborted();
      await handle.writeFile(chunk);
      seen(chunk.length);
      yield chunk;
    }
  } finally {
    await handle.close();
  }
}

/** 自動判定 is nothing to compare. 9.6 and 9.4 are both 9: the old screen's box had them apart, and no rule does. */
function requireStated(stated: number | null, { serverMajor, serverVersion }: ArchiveSummary): void {
  if (stated !== null && stated !== serverMajor)
    throw new ImportFailure("IMPORT_VERSION_DIFFERS", { stated, found: serverVersion });
}
