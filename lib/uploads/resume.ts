import { createHash } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { permit } from "../access/permissions.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { readPieces } from "../storage/read-pieces.ts";
import type { ResumeUploadInput } from "./inputs.ts";
import { loadOwnUpload, sealedFileOf } from "./load.ts";
import { comparedBytes, type UploadState } from "./model.ts";

/**
 * Whether the file that was chosen to go on with is the one that was begun: by its length and its first piece. The hash of
 * the whole tells in any case, but only after everything was sent.
 * @returns how far it came, in bytes
 * @throws Refusal NOT_FOUND, NOT_PERMITTED, UPLOAD_GONE, UPLOAD_OTHER_FILE
 */
export async function resumeUpload(
  scope: Scope,
  { id, size, firstPieceSha256 }: ResumeUploadInput,
): Promise<{ offset: number; state: UploadState }> {
  permit(scope, "databases:upload");
  const row = await loadOwnUpload(scope, id);
  const offset = Number(row.offset);
  if (Number(row.size) !== size) throw new Refusal("UPLOAD_OTHER_FILE");
  if (offset > 0 && firstPieceSha256 !== null) {
    // Only pieces count: the first one is there as a whole.
    const first = await buffer(readPieces(sealedFileOf(row), offset, 0, Math.min(offset, comparedBytes)));
    const found = createHash("sha256").update(first).digest("hex");
    if (found !== firstPieceSha256) throw new Refusal("UPLOAD_OTHER_FILE");
  }
  return { offset, state: row.state };
}
