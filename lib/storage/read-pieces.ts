import { Readable } from "node:stream";
import { objectStore } from "./object-store.ts";
import { openPiece } from "./seal-piece.ts";
import { pieceBytes, pieceName, type SealedFile } from "./sealed-file.ts";

/** A piece is missing, cut, changed, or of another file. Nothing of it was handed out. */
export class StoredFileError extends Error {
  override readonly name = "StoredFileError";
}

/**
 * Bytes `start` to `end` (exclusive) of a file of `size` bytes. Holds two pieces at most: the one that goes out and the
 * next. The stream fails with StoredFileError, or Refusal STORAGE_AWAY.
 */
export function readPieces(file: SealedFile, size: number, start = 0, end = size): Readable {
  if (start < 0 || start > end || end > size) throw new RangeError(`bytes ${start} to ${end} of ${size}`);
  return Readable.from(pieces(file, size, start, end), { objectMode: false, highWaterMark: chunkBytes });
}

const chunkBytes = 256 * 1024;

async function* pieces(file: SealedFile, size: number, start: number, end: number): AsyncGenerator<Buffer> {
  const last = Math.ceil(end / pieceBytes);
  let index = Math.floor(start / pieceBytes);
  let coming = index < last && start < end ? load(file, size, index) : undefined;
  while (coming) {
    const plain = await coming;
    const offset = index * pieceBytes;
    index += 1;
    coming = index < last ? load(file, size, index) : undefined;
    // Whoever stops reading never asks for it; its failure is then nobody's.
    coming?.catch(() => undefined);
    const until = Math.min(plain.length, end - offset);
    for (let at = Math.max(0, start - offset); at < until; at += chunkBytes) {
      yield plain.subarray(at, Math.min(at + chunkBytes, until));
    }
  }
}

async function load(file: SealedFile, size: number, index: number): Promise<Buffer> {
  const sealed = await objectStore().get(pieceName(file, index));
  const plain = sealed && (await openPiece(file, index, sealed));
  const expected = Math.min(pieceBytes, size - index * pieceBytes);
  if (plain?.length !== expected)
    throw new StoredFileError(`${pieceName(file, index)} is ${sealed ? "not as it was written" : "missing"}`);
  return plain;
}
