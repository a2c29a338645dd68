import type { Hash } from "node:crypto";
import { Refusal } from "../platform/refusal.ts";
import { pieceBytes, type SealedFile, writePiece } from "../storage/sealed-file.ts";

/** What is stored, and the hash of exactly that; without one when it was lost. */
export interface Stored {
  readonly offset: number;
  readonly hash: Hash | undefined;
}

/** Pieces that are being stored at once: a disk or S3 takes its time to say that one is safe, and takes several meanwhile. */
const atOnce = 3;

/**
 * Cuts what comes into pieces, and stores some while the next one fills up: four pieces of memory, and three sealed ones,
 * however large the file.
 * @param limits `size` where it was announced; then the piece that reaches it is the last. Else the end of the stream is.
 * @param count all up to here is durable; called one after another, and for the last one with `true`
 * @throws Refusal UPLOAD_TOO_LARGE, UPLOAD_EMPTY; what `parts` and `count` throw
 */
export async function storePieces(
  file: SealedFile,
  limits: { readonly size: number | undefined; readonly atMost: number },
  from: Stored,
  parts: AsyncIterable<Buffer>,
  count: (stored: Stored, isLast: boolean) => Promise<void>,
): Promise<void> {
  const { size, atMost } = limits;
  const hash = from.hash?.copy();
  const buffers: Buffer[] = [];
  const storing: Promise<void>[] = [];
  let index = from.offset / pieceBytes;
  let received = from.offset;
  let filled = 0;
  let safe = from.offset;
  let inOrder = Promise.resolve();
  let counted = Promise.resolve();

  /** The buffer of the piece that comes, once the piece that was in it before is stored. */
  const buffer = async () => {
    const slot = index % (atOnce + 1);
    if (filled === 0) await storing[slot];
    buffers[slot] ??= Buffer.allocUnsafeSlow(pieceBytes);
    return buffers[slot];
  };
  const store = (isLast: boolean) => {
    const stored = { offset: received, hash: hash?.copy() };
    const slot = index % (atOnce + 1);
    const plain = buffers[slot]?.subarray(0, filled);
    const written = plain && filled > 0 ? writePiece(file, index, plain) : Promise.resolve();
    storing[slot] = written;
    inOrder = Promise.all([inOrder, written]).then(() => {
      safe = stored.offset;
    });
    counted = countAfter(counted, inOrder, stored, isLast);
    // Awaited before their memory is used again, or at the end; until then a failure is not unhandled.
    for (const promise of [written, inOrder, counted]) promise.catch(() => undefined);
    index += 1;
    filled = 0;
  };
  const countAfter = async (former: Promise<void>, here: Promise<void>, stored: Stored, isLast: boolean) => {
    await here;
    await former;
    // While the former one was being counted more became safe: that is counted at once.
    if (isLast || safe === stored.offset) await count(stored, isLast);
  };

  try {
    for await (const part of parts) {
      if (received + part.length > atMost) throw new Refusal("UPLOAD_TOO_LARGE", { gigabytes: atMost / 1e9 });
      for (let taken = 0; taken < part.length; ) {
        const copied = part.copy(await buffer(), filled, taken);
        hash?.update(part.subarray(taken, taken + copied));
        taken += copied;
        filled += copied;
        received += copied;
        if (filled === pieceBytes && received !== size) store(false);
      }
      if (received === size) store(true);
    }
    if (received === 0) throw new Refusal("UPLOAD_EMPTY");
    if (size === undefined) store(true);
  } finally {
    // Nothing is written any more when the claim is given back.
    await Promise.allSettled(storing);
    await counted;
  }
}
