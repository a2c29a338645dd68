import { permit } from "../access/permissions.ts";
import { inTransaction } from "../platform/db.ts";
import { enqueue } from "../platform/jobs.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { concludeUpload } from "./conclude.ts";
import type { FinishUploadInput } from "./inputs.ts";
import { loadOwnUpload } from "./load.ts";
import type { UploadState } from "./model.ts";

/**
 * Everything was sent: length and hash are compared before anything is believed. Where the hash on arrival was lost on the
 * way (a restart, another machine), the worker reads the file; until then its state is `received`. Where the browser could
 * compute none (a plain form, a script that may not read on), the page of the upload says that the length alone was compared.
 * @throws Refusal NOT_FOUND, NOT_PERMITTED, UPLOAD_GONE, UPLOAD_NOT_WHOLE, UPLOAD_HASH_DIFFERS
 */
export async function finishUpload(scope: Scope, { id, sha256: declared }: FinishUploadInput): Promise<UploadState> {
  permit(scope, "databases:upload");
  const row = await loadOwnUpload(scope, id);
  if (row.state === "receiving") throw new Refusal("UPLOAD_NOT_WHOLE");
  if (row.state === "verified") {
    // It may have been verified by its length alone: what is known only now must not be passed over.
    if (declared !== null && row.sha256 !== declared) throw new Refusal("UPLOAD_HASH_DIFFERS");
    return "verified";
  }
  if (row.sha256 !== null) {
    await concludeUpload(scope, id, row.sha256, declared);
    return "verified";
  }
  await inTransaction(scope, async (inner) => {
    const { count } = await inner.db.upload.updateMany({
      where: { id, state: "received", sha256: null },
      data: { declaredSha256: declared, touchedAt: scope.clock.now() },
    });
    if (count === 1)
      await enqueue(inner, "verify-upload", { orcamoId: scope.tenant.orcamoId, uploadId: id }, { singletonKey: id });
  });
  return "received";
}
