import { writeFile } from "node:fs/promises";
import path from "node:path";
import { decoderOf } from "../archives/encodings.ts";
import type { ArchiveSummary } from "../archives/model.ts";
import type { Staging } from "../databases/staging.ts";
import { handOver } from "../postgres/job-directory.ts";
import { toolConnection } from "../postgres/libpq.ts";
import { runSandboxed, type SandboxEnd } from "../postgres/run-sandboxed.ts";
import { endSessions } from "./end-sessions.ts";
import type { RestoreFacts, RestoreReason } from "./explain-restore.ts";
import { findCause } from "./find-cause.ts";
import { type Forecast, RestoreForecast } from "./forecast-restore.ts";
import { hear, see } from "./read-signs.ts";
import { watchRestore } from "./watch.ts";
import { weigh } from "./weigh-items.ts";

export interface RestoreRun {
  readonly staging: Pick<Staging, "name" | "role" | "url">;
  /** The archive, in plain bytes, in the job's directory. */
  readonly file: string;
  readonly directory: string;
  readonly summary: ArchiveSummary;
  readonly pgRestore: string;
  readonly signal: AbortSignal;
  readonly deadline: Date;
  onProgress(progress: Forecast): void;
  /** What pg_restore says, as it says it: for the import's log. */
  onLine(line: string): void;
}

export type RestoreOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: RestoreReason; readonly facts: RestoreFacts };

/** Both workers and what they hold together; they pass the data on and keep none. */
const memoryBytes = 1_000_000_000;
/** For everybody else on the job's disk; the restore itself writes nothing there. */
const minFreeBytes = 100_000_000;

/**
 * pg_restore into the staging database, as the one-shot role, in the sandbox. What was begun on the server has ended when
 * this resolves. @throws what the tenants' server's connection throws before the start
 */
export async function restoreArchive(run: RestoreRun): Promise<RestoreOutcome> {
  const { staging, summary, directory } = run;
  // An attempt before this one may have been killed, and its tool with it.
  await endSessions(staging.role);
  const forecast = new RestoreForecast(weigh(summary));
  const clock = startClock();
  const limit = new AbortController();
  const over = new AbortController();
  const watching = watchRestore(
    staging.name,
    {
      directory,
      minFreeBytes,
      maxDatabaseBytes: mostDatabaseBytes(summary),
      onSight: (sight) => see(forecast, sight, summary),
      onLimit: (which) => limit.abort(which),
    },
    over.signal,
  );
  const ticking = setInterval(() => run.onProgress(forecast.at(clock())), 1_000);
  try {
    const end = await runPgRestore(run, AbortSignal.any([run.signal, limit.signal]), (line) => {
      hear(forecast, line, clock());
      run.onLine(line);
    });
    if (end.code !== 0 || end.endedBy !== "itself") await endSessions(staging.role);
    const outcome = outcomeOf(end, limit.signal);
    if (outcome.ok) run.onProgress(forecast.finish());
    return outcome;
  } finally {
    clearInterval(ticking);
    over.abort();
    await watching;
  }
}

async function runPgRestore(run: RestoreRun, signal: AbortSignal, onLine: (line: string) => void): Promise<SandboxEnd> {
  const { staging, file, directory, summary, pgRestore: command, deadline } = run;
  const list = path.join(directory, "restore.list");
  // pg_restore has had the directory for its list: through a link that it left, any file of the portal's would be written.
  await writeFile(list, summary.restoreList, { mode: 0o600, flag: "wx" });
  await handOver(list);
  await handOver(file);
  const { args: connection, env } = toolConnection(staging.url);
  return runSandboxed({
    command,
    args: [...options, `--use-list=${list}`, ...connection, file],
    env,
    directory,
    limits: { deadline, memoryBytes },
    signal,
    onLine,
    // Names come as the archive has them, and the server answers in its encoding.
    decode: decoderOf(summary.encoding),
  });
}

/** Never --create, --clean or --role: what is restored is chosen by the list, and who owns it by the role. */
const options = [
  ...["--no-password", "--no-owner", "--no-privileges", "--exit-on-error", "--jobs=2", "--verbose"],
  ...["--no-publications", "--no-subscriptions", "--no-security-labels", "--no-tablespaces"],
];

/**
 * What an archive of this size can fill at the most: rows of a few bytes take some forty as they lie, and in each index
 * again. A materialized view or a function in a CHECK could fill the disk.
 */
function mostDatabaseBytes({ dataBytes, tables, largeObjects, entries }: ArchiveSummary): number {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const rowsOf = new Map(tables.map((table) => [`${table.schema}.${table.name}`, table.rows]));
  const indexed = entries
    .filter(({ desc }) => desc === "INDEX" || desc === "CONSTRAINT")
    .reduce((sum, { table }) => sum + (rowsOf.get(table ?? "") ?? 0), 0);
  return 250e6 + 5 * (dataBytes + largeObjects.bytes) + 60 * (rows + indexed) + 50_000 * entries.length;
}

function outcomeOf({ code, endedBy, tail }: SandboxEnd, limit: AbortSignal): RestoreOutcome {
  const failed = (reason: RestoreReason): RestoreOutcome => ({ ok: false, reason, facts: {} });
  if (endedBy === "time") return failed("RESTORE_TIME");
  if (endedBy === "memory") return failed("RESTORE_MEMORY");
  if (endedBy === "signal") return failed(limit.aborted ? limits[limit.reason as keyof typeof limits] : "RESTORE_CANCELLED");
  if (code === 0) return { ok: true };
  if (code === null) return failed("RESTORE_KILLED");
  return { ok: false, ...findCause(tail) };
}

const limits = {
  size: "RESTORE_SIZE",
  disk: "RESTORE_DISK_FULL",
  memory: "RESTORE_SERVER_MEMORY",
  lost: "RESTORE_SERVER_LOST",
} as const;

/** @returns seconds since now, whatever happens to the machine's time */
function startClock(): () => number {
  const began = performance.now();
  return () => (performance.now() - began) / 1_000;
}
