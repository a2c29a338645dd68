import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { readPieces, StoredFileError } from "../storage/read-pieces.ts";
import { loadUpload, sealedFileOf } from "./load.ts";

export interface OpenedUpload {
  readonly id: string;
  readonly fileName: string;
  readonly size: number;
  /** Hexadecimal, of the plain bytes. */
  readonly sha256: string;
  /** The plain bytes. It fails with StoredFileError, at the end at the latest, when they are not those that were verified. */
  stream(): Readable;
}

/** For the import, which has permitted. @throws Refusal NOT_FOUND, UPLOAD_GONE, UPLOAD_NOT_WHOLE */
export async function openUpload(scope: Scope, id: string): Promise<OpenedUpload> {
  const row = await loadUpload(scope, id);
  if (row.state === "removed" || row.state === "failed") throw new Refusal("UPLOAD_GONE");
  const { sha256, fileName } = row;
  if (row.state !== "verified" || sha256 === null || row.size === null) throw new Refusal("UPLOAD_NOT_WHOLE");
  const file = sealedFileOf(row);
  const size = Number(row.size);
  return {
    id,
    fileName,
    size,
    sha256,
    stream: () => Readable.from(hashed(readPieces(file, size), sha256), { objectMode: false }),
  };
}

/** Two senders that overlapped might have left a piece of each: every one opens, and only the whole tells. */
async function* hashed(parts: Readable, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const part of parts) {
    hash.update(part as Buffer);
    yield part as Buffer;
  }
  if (hash.digest("hex") !== sha256) throw new StoredFileError("The stored upload is not the one that was verified");
}
