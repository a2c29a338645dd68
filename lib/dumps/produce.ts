import path from "node:path";
import { serverFacts } from "../databases/read-server.ts";
import { derivedId } from "../platform/derived-id.ts";
import { env } from "../platform/env.ts";
import { isRefusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { makeJobDirectory, removeJobDirectory } from "../postgres/job-directory.ts";
import { isTenantServerAway } from "../postgres/tenant-server.ts";
import { removeStored } from "../storage/sealed-file.ts";
import type { Claim } from "./claim.ts";
import { DumpFailure } from "./failure.ts";
import type { Product } from "./finish.ts";
import type { DumpProgress } from "./model.ts";
import { sealArchive } from "./seal-archive.ts";
import { newStoredDump, storedId } from "./stored-file.ts";
import { writeArchive } from "./write-archive.ts";

export interface Work {
  readonly signal: AbortSignal;
  onProgress(progress: DumpProgress): void;
}

/**
 * The archive, verified and sealed into the storage under this attempt; nothing stays of one that fails. Directory, role and
 * file are the attempt's own: one that was given up tidies up behind itself alone.
 */
export async function produceDump(scope: Scope, claim: Claim, { signal, onProgress }: Work): Promise<Product> {
  const stored = newStoredDump(scope, claim);
  try {
    const directory = await makeJobDirectory(storedId(claim));
    const { version, extensions } = await serverFacts();
    const file = path.join(directory, "dump.partial");
    const deadline = new Date(Date.now() + env().importMaxHours * 3_600_000);
    const archive = {
      orcamoId: scope.tenant.orcamoId,
      readerId: derivedId(storedId(claim)),
      directory,
      file,
      deadline,
      onProgress,
    };
    const server = { serverMajor: version.major, extensions };
    const sealed = await together(signal, (either) => {
      const written = writeArchive({ ...archive, signal: either });
      return [written, sealArchive(file, written, stored.file, server, either)];
    });
    const { tables = [], serverVersion = "" } = sealed.summary;
    const rows = tables.reduce((sum, table) => sum + table.rows, 0);
    return { ...sealed, serverVersion, tables: tables.length, rows, keyEnvelope: stored.keyEnvelope };
  } catch (error) {
    await removeStored(stored.file).catch(() => undefined);
    throw signal.aborted ? signal.reason : asFailure(error);
  } finally {
    await removeJobDirectory(storedId(claim));
  }
}

/** Two that run at once: when one fails the other is ended, and both have ended when this throws the first failure. */
async function together<T>(
  signal: AbortSignal,
  begin: (either: AbortSignal) => readonly [Promise<void>, Promise<T>],
): Promise<T> {
  const failed = new AbortController();
  const [first, second] = begin(AbortSignal.any([signal, failed.signal]));
  const note = (error: unknown) => failed.abort(error);
  first.catch(note);
  second.catch(note);
  const [, sealed] = await Promise.allSettled([first, second]);
  failed.signal.throwIfAborted();
  if (sealed.status === "rejected") throw sealed.reason;
  return sealed.value;
}

/** What an operator or time can mend has a reason; anything else is a bug and stays what it is. */
function asFailure(error: unknown): unknown {
  if (isTenantServerAway(error)) return new DumpFailure("DUMP_SERVER_LOST", {}, { cause: error });
  if (error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT"))
    return new DumpFailure("DUMP_DISK_FULL", {}, { cause: error });
  if (!isRefusal(error)) return error;
  if (error.code === "STORAGE_FULL") return new DumpFailure("DUMP_DISK_FULL", {}, { cause: error });
  if (error.code === "STORAGE_AWAY") return new DumpFailure("DUMP_STORAGE_AWAY", {}, { cause: error });
  if (error.code === "DATABASES_AWAY") return new DumpFailure("DUMP_SERVER_LOST", {}, { cause: error });
  if (error.code === "DATABASES_OFF") return new DumpFailure("DUMP_TOOL", {}, { cause: error });
  return error;
}
