import { disagreement } from "../archives/compare-list.ts";
import { decoderOf } from "../archives/encodings.ts";
import type { ArchiveReason, ArchiveSummary } from "../archives/model.ts";
import { handOver } from "../postgres/job-directory.ts";
import { runSandboxed } from "../postgres/run-sandboxed.ts";
import { reportOf } from "./compare-counts.ts";
import { countRows } from "./count-rows.ts";
import type { ImportReport } from "./model.ts";

/**
 * Counts every table of the staging database and of the one in use, and puts them beside what the archive has.
 * @param staging name of the database, `live` too
 * @param signal ends it, also in the server
 * @param onProgress 0 to 1; never falls
 */
export async function compareDatabases(
  summary: ArchiveSummary,
  staging: string,
  live: string,
  signal: AbortSignal,
  onProgress: (done: number) => void,
): Promise<ImportReport> {
  const inStaging = await countRows(staging, signal, (done) => onProgress(done / 2));
  const inUse = await countRows(live, signal, (done) => onProgress((1 + done) / 2));
  onProgress(1);
  return reportOf(summary, inStaging, inUse);
}

/**
 * What `pg_restore --list` thinks of the file, in the sandbox; undefined when it agrees. It may crash on a file that was
 * made for that: that is no agreement.
 * @throws the signal's reason
 */
export async function secondOpinion(
  pgRestore: string,
  file: string,
  directory: string,
  summary: ArchiveSummary,
  signal: AbortSignal,
): Promise<ArchiveReason | undefined> {
  await handOver(file);
  const lines: string[] = [];
  let length = 0;
  const { code } = await runSandboxed({
    command: pgRestore,
    args: ["--list", file],
    env: { NODE_ENV: "production" },
    directory,
    limits: { deadline: new Date(Date.now() + mostMs), memoryBytes },
    signal,
    onLine: (line) => {
      length += line.length;
      if (length < longest) lines.push(line);
    },
    decode: decoderOf(summary.encoding),
  });
  signal.throwIfAborted();
  if (code !== 0) return "ARCHIVE_SECOND_OPINION";
  return disagreement(`${lines.join("\n")}\n`, summary);
}

/** A hundred thousand entries take two seconds. */
const mostMs = 120_000;
const memoryBytes = 1_000_000_000;
/** In UTF-16 units: of the entries and a little more. */
const longest = 64 * 1024 * 1024;
