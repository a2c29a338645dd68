import { stat } from "node:fs/promises";
import { createReader, dropReader } from "../databases/create-reader.ts";
import { findServerTool } from "../databases/read-server.ts";
import { toolConnection } from "../postgres/libpq.ts";
import { runSandboxed, type SandboxEnd } from "../postgres/run-sandboxed.ts";
import { DumpFailure } from "./failure.ts";
import { makeMeter, weigh } from "./measure.ts";
import type { DumpProgress } from "./model.ts";

export interface ArchiveRun {
  readonly orcamoId: string;
  /** Names the role that reads. */
  readonly readerId: string;
  /** Of the job; the archive is written in it. */
  readonly directory: string;
  readonly file: string;
  readonly deadline: Date;
  readonly signal: AbortSignal;
  onProgress(progress: DumpProgress): void;
}

/**
 * pg_dump -Fc by a role that can only read and lives as long as this. To a file, and not through a pipe: only where it can go
 * back does pg_dump write where each table's data begins.
 * @throws DumpFailure, or what `signal` was aborted with
 */
export async function writeArchive(run: ArchiveRun): Promise<void> {
  const { orcamoId, readerId, directory, file, deadline, signal } = run;
  const command = await findServerTool("pg_dump");
  const reader = await createReader(orcamoId, readerId);
  try {
    const meter = makeMeter(await weigh(reader.url));
    const { args, env } = toolConnection(reader.url);
    const began = Date.now();
    const looking = setInterval(async () => {
      const size = await stat(file).then(
        ({ size }) => size,
        () => 0,
      );
      run.onProgress(meter.at(size, (Date.now() - began) / 1000));
    }, 1000);
    try {
      const end = await runSandboxed({
        command,
        args: [...args, "--format=custom", `--file=${file}`, "--verbose", "--no-password", `--lock-wait-timeout=${lockWaitMs}`],
        env,
        directory,
        limits: { deadline, memoryBytes, fileBytes },
        signal,
        onLine: (line) => meter.line(line),
      });
      signal.throwIfAborted();
      requireGoodEnd(end, deadline, began);
    } finally {
      clearInterval(looking);
    }
  } finally {
    await dropReader(readerId).catch(() => undefined);
  }
}

/** An import that has the tables locked for longer than this has gone wrong. */
const lockWaitMs = 600_000;
/** pg_dump before 17 holds a line for each large object. */
const memoryBytes = 4 * 1024 ** 3;
/** More than any clinic has: the disk is full before. */
const fileBytes = 1e12;

function requireGoodEnd({ code, endedBy, tail }: SandboxEnd, deadline: Date, began: number): void {
  if (endedBy === "time") throw new DumpFailure("DUMP_TIME", { hours: Math.round((deadline.getTime() - began) / 3_600_000) });
  if (code === 0) return;
  if (endedBy === "memory" || code === null) throw new DumpFailure("DUMP_KILLED");
  if (/No space left on device|Disk quota exceeded|File too large/i.test(tail)) throw new DumpFailure("DUMP_DISK_FULL");
  if (
    /server closed the connection|could not connect|connection to server|terminating connection|the database system is/i.test(
      tail,
    )
  )
    throw new DumpFailure("DUMP_SERVER_LOST");
  throw new DumpFailure("DUMP_FAILED", {}, { cause: new Error(tail) });
}
