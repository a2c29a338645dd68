import { lockChain, recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import { isRefusal, Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { removeStored } from "../storage/sealed-file.ts";
import { failureOf } from "./failure.ts";
import { loadUpload } from "./load.ts";
import { requireQuota } from "./require-quota.ts";

/**
 * The end, once for all, of an upload whose bytes are all here and hashed: verified, or failed and removed when they are not those that
 * the browser read.
 * @param sha256 of what is stored; undefined when it cannot be read as it was written
 * @throws Refusal UPLOAD_HASH_DIFFERS, UPLOAD_QUOTA, UPLOAD_GONE
 */
export async function concludeUpload(
  scope: Scope,
  id: string,
  sha256: string | undefined,
  declared: string | null,
): Promise<void> {
  const failure = await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const row = await loadUpload(inner, id);
    if (row.state === "verified") return undefined;
    if (row.state !== "received") throw failureOf(row.reason);
    const said = declared ?? row.declaredSha256;
    if (sha256 === undefined || (said !== null && said !== sha256)) {
      return fail(inner, row, new Refusal("UPLOAD_HASH_DIFFERS"), sha256 ?? null);
    }
    // A plain form did not say how much would come.
    const overQuota = await requireQuota(inner, 0).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      return error;
    });
    if (overQuota) return fail(inner, row, overQuota, sha256);
    const { fileName, size } = row;
    const finishedAt = scope.clock.now();
    await inner.db.upload.update({
      where: { id },
      data: { state: "verified", sha256, declaredSha256: said, finishedAt, touchedAt: finishedAt, version: { increment: 2 } },
      select: { id: true },
    });
    await recordAudit(inner, { action: "uploads:finish", target: fileName, facts: { id, size: Number(size), sha256 } });
    return undefined;
  });
  if (!failure) return;
  await removeStored({ folder: "uploads", id });
  throw failure;
}

/** An upload of which nothing may be kept. Its key goes with the row's change; the bytes, by the caller, after the commit. */
export async function fail(
  inner: Scope,
  { id, fileName }: { readonly id: string; readonly fileName: string },
  refusal: Refusal,
  sha256: string | null = null,
): Promise<Refusal> {
  await inner.db.upload.update({
    where: { id },
    data: {
      state: "failed",
      reason: refusal.code,
      sha256,
      keyEnvelope: null,
      finishedAt: inner.clock.now(),
      version: { increment: 2 },
    },
    select: { id: true },
  });
  await recordAudit(inner, { action: "uploads:fail", target: fileName, facts: { id, failure: refusal.code, sha256 } });
  return refusal;
}
