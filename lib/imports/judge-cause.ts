import { SwapBlocked } from "../databases/model.ts";
import { DumpCancelled, DumpFailure } from "../dumps/failure.ts";
import { isRefusal } from "../platform/refusal.ts";
import { isTenantServerAway } from "../postgres/tenant-server.ts";
import { StoredFileError } from "../storage/read-pieces.ts";
import { ImportFailure } from "./failure.ts";
import { isImportRefusal } from "./reason-words.ts";

/** What an operator, a person or time can mend has a reason; anything else is a bug, and undefined. */
export function asFailure(cause: unknown): ImportFailure | undefined {
  if (cause instanceof ImportFailure) return cause;
  if (cause instanceof DumpFailure) return new ImportFailure(cause.reason, cause.facts, { cause });
  if (cause instanceof DumpCancelled) return new ImportFailure("DUMP_FAILED", {}, { cause });
  if (cause instanceof StoredFileError) return new ImportFailure("UPLOAD_HASH_DIFFERS", {}, { cause });
  if (cause instanceof SwapBlocked)
    return new ImportFailure("IMPORT_SWAP_BLOCKED", { who: cause.connections.join("、") }, { cause });
  if (isRefusal(cause)) return refused(cause.code, cause);
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "ENOSPC" || code === "EDQUOT") return new ImportFailure("IMPORT_DIRECTORY_FULL", {}, { cause });
  // SQLSTATE disk_full, of what the portal itself does in the staging database.
  if (code === "53100") return new ImportFailure("RESTORE_DISK_FULL", {}, { cause });
  return isTenantServerAway(cause) ? new ImportFailure("DATABASES_AWAY", {}, { cause }) : undefined;
}

/** What time may mend, so that it is tried again before it is said. */
export function mayPass({ reason }: ImportFailure): boolean {
  return passing.has(reason);
}

const passing: ReadonlySet<string> = new Set([
  "DATABASES_AWAY",
  "STORAGE_AWAY",
  "RESTORE_SERVER_LOST",
  "RESTORE_KILLED",
  "DUMP_SERVER_LOST",
  "DUMP_STORAGE_AWAY",
  "DUMP_KILLED",
]);

function refused(code: string, cause: Error): ImportFailure | undefined {
  if (code === "STORAGE_FULL") return new ImportFailure("IMPORT_DIRECTORY_FULL", {}, { cause });
  if (code === "NOT_FOUND") return new ImportFailure("UPLOAD_GONE", {}, { cause });
  return isImportRefusal(code) ? new ImportFailure(code, {}, { cause }) : undefined;
}
