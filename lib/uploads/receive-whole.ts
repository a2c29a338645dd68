import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import { lockChain } from "../audit/record.ts";
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
 * @returns the id under which it is kept
 * @param file `atMost`: the length of the request, in bytes
 * @throws Refusal as of beginUpload, appendToUpload and finishUpload; UPLOAD_NOT_WHOLE
 */
export async function receiveWhole(
  scope: Scope,
  file: { readonly id: string; readonly fileName: string; readonly atMost: number },
  stream: Readable,
): Promise<string> {
  const known = await scope.db.upload.findUnique({ where: { id: file.id }, select: { state: true } });
  // The same form again after it broke off, from the browser's history: another try, not the same one.
  const isOver = known?.state === "failed" || known?.state === "removed";
  const id = isOver ? randomUUID() : file.id;
  const row = await beginUpload(scope, { ...file, id, size: null });
  if (row.state === "verified") return id;
  try {
    await appendToUpload(scope, { id, offset: 0, atMost: file.atMost }, stream);
  } catch (error) {
    const refusal = isRefusal(error) ? error : new Refusal("UPLOAD_NOT_WHOLE");
    await leaveNothing(scope, id, refusal);
    throw stream.errored ? refusal : error;
  }
  await finishUpload(scope, { id, sha256: null });
  return id;
}

async function leaveNothing(scope: Scope, id: string, refusal: Refusal): Promise<void> {
  const isOver = await inTransaction(scope, async (inner) => {
    await lockChain(inner);
    const row = await inner.db.upload.findUnique({ where: { id } });
    if (!row || row.state === "failed" || row.state === "removed") return true;
    // Another one is sending the same form (claim.ts), or has sent it: that one decides.
    if (row.state !== "receiving" || row.version % 2 === 1) return false;
    await fail(inner, row, refusal);
    return true;
  });
  if (isOver) await removeStored({ folder: "uploads", id });
}
