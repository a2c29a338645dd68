import type { Readable } from "node:stream";
import { inTransaction } from "../platform/db.ts";
import { isRefusal, Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { removeStored } from "../storage/sealed-file.ts";
import { appendToUpload } from "./append.ts";
import { beginUpload } from "./begin.ts";
import { fail } from "./conclude.ts";
import { finishUpload } from "./finish.ts";

/**
 * A file in one go, from a form without a script: what breaks off leaves nothing but the line that says so. The same id
 * again, when the first has ended well, finds it.
 * @param file `atMost`: the length of the request, in bytes
 * @throws Refusal as of beginUpload, appendToUpload and finishUpload; UPLOAD_NOT_WHOLE
 */
export async function receiveWhole(
  scope: Scope,
  file: { readonly id: string; readonly fileName: string; readonly atMost: number },
  stream: Readable,
): Promise<void> {
  const row = await beginUpload(scope, { ...file, size: null });
  if (row.state === "verified") return;
  try {
    await appendToUpload(scope, { id: file.id, offset: 0, atMost: file.atMost }, stream);
  } catch (error) {
    // Another one is sending the same form: that one decides.
    if (isRefusal(error) && error.code === "UPLOAD_BUSY") throw error;
    const refusal = isRefusal(error) ? error : new Refusal("UPLOAD_NOT_WHOLE");
    await leaveNothing(scope, file.id, refusal);
    throw stream.errored ? refusal : error;
  }
  await finishUpload(scope, { id: file.id, sha256: null });
}

async function leaveNothing(scope: Scope, id: string, refusal: Refusal): Promise<void> {
  await inTransaction(scope, async (inner) => {
    const row = await inner.db.upload.findUnique({ where: { id } });
    if (row?.state === "receiving") await fail(inner, row, refusal);
  });
  await removeStored({ folder: "uploads", id });
}
