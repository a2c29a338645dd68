import { log } from "../platform/log.ts";
import { isRefusal, Refusal } from "../platform/refusal.ts";

/** Of the file system; of what speaks S3 (MinIO, Ceph). */
const full = new Set(["ENOSPC", "EDQUOT", "EFBIG", "XMinioStorageFull", "QuotaExceeded"]);

/** How the SDK and the platform call it when an answer took too long. */
const waited = new Set(["TimeoutError", "AbortError"]);

/**
 * What the person is told of a storage that fails. `cause` in the facts names it for the operator (`portal doctor`).
 * @throws Refusal STORAGE_FULL, STORAGE_AWAY; what neither the system nor the other side reported, as it is
 */
export function storageFailure(error: unknown): never {
  if (isRefusal(error) || !(error instanceof Error)) throw error;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const reported = code ? !/^ERR_(?!STREAM)/.test(code) : "$metadata" in error || waited.has(error.name);
  if (!reported) throw error;
  const cause = code ?? error.name;
  log.error("storage", { cause, error });
  throw new Refusal(full.has(cause) ? "STORAGE_FULL" : "STORAGE_AWAY", { cause });
}
