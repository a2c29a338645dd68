import { createHash } from "node:crypto";
import { pipeline } from "node:stream/promises";
import { isRefusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { readPieces, StoredFileError } from "../storage/read-pieces.ts";
import { concludeUpload } from "./conclude.ts";
import { loadUpload, sealedFileOf, type UploadRow } from "./load.ts";

/** The worker's: hashes what is stored, and ends the upload by it. Safe to run twice. */
export async function verifyUpload(scope: Scope, id: string): Promise<void> {
  const row = await loadUpload(scope, id);
  if (row.state !== "received") return;
  const sha256 = row.sha256 ?? (await hashStored(row));
  await concludeUpload(scope, id, sha256, null).catch((error: unknown) => {
    // It stands in the row and in the log: nobody waits for the worker's answer.
    if (!isRefusal(error)) throw error;
  });
}

async function hashStored(row: UploadRow): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    await pipeline(readPieces(sealedFileOf(row), Number(row.size)), hash);
  } catch (error) {
    if (error instanceof StoredFileError) return undefined;
    throw error;
  }
  return hash.digest("hex");
}
