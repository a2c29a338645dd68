import type { Hash } from "node:crypto";
import { Refusal } from "../platform/refusal.ts";
import { pieceBytes, type SealedFile, writePiece } from "../storage/sealed-file.ts";

/** What is stored, and the hash of exactly that; without one when it was lost. */
export interface Stored {
  readonly offset: number;
  readonly hash: Hash | undefined;
}

/**
 * Cuts what comes into pieces. While one is being stored the next fills up: two pieces of memory, however large the file.
 * @param limits `size` where it was announced; then the piece that reaches it is the last. Else the end of the stream is.
 * @param count a piece is durable; called one after another. The last one comes with `true`.
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
  const buffers = [Buffer.allocUnsafeSlow(pieceBytes), Buffer.allocUnsafeSlow(pieceBytes)] as const;
  let index = from.offset / pieceBytes;
  let received = from.offset;
  let filled = 0;
  let storing = Promise.resolve();

  const store = async (isLast: boolean) => {
    const stored = { offset: received, hash: hash?.copy() };
    const plain = buffers[(index % 2) as 0 | 1].subarray(0, filled);
    const at = index;
    index += 1;
    filled = 0;
    await storing;
    storing = (async () => {
      if (plain.length > 0) await writePiece(file, at, plain);
      await count(stored, isLast);
    })();
    // Awaited before the next piece, or at the end; until then a failure is not unhandled.
    storing.catch(() => undefined);
  };

  try {
    for await (const part of parts) {
      if (received + part.length > atMost) throw new Refusal("UPLOAD_TOO_LARGE", { gigabytes: atMost / 1e9 });
      for (let taken = 0; taken < part.length; ) {
        const copied = part.copy(buffers[(index % 2) as 0 | 1], filled, taken);
        hash?.update(part.subarray(taken, taken + copied));
        taken += copied;
        filled += copied;
        received += copied;
        if (filled === pieceBytes && received !== size) await store(false);
      }
      if (received === size) await store(true);
    }
    if (received === 0) throw new Refusal("UPLOAD_EMPTY");
    if (size === undefined) await store(true);
  } finally {
    await storing;
  }
}
