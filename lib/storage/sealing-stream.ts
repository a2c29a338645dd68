import { createHash } from "node:crypto";
import { once } from "node:events";
import { Writable } from "node:stream";
import { pieceBytes, type SealedFile, writePiece } from "./sealed-file.ts";

/** Takes a whole file. `bytes` and `sha256` (hexadecimal, of the plain bytes) are final once it has finished. */
export function sealingStream(file: SealedFile): SealingStream {
  return new SealingStream(file);
}

/**
 * Two pieces in memory: one fills while the other is sealed and written. On failure what was written stays: `abandon` and
 * then `removeStored`.
 */
export class SealingStream extends Writable {
  readonly #file: SealedFile;
  readonly #hash = createHash("sha256");
  #bytes = 0;
  #sha256 = "";
  #filling: Buffer = Buffer.allocUnsafeSlow(pieceBytes);
  #spare: Buffer | undefined;
  #filled = 0;
  #index = 0;
  #writing: Promise<void> = Promise.resolve();
  #taking: Promise<void> = Promise.resolve();

  constructor(file: SealedFile) {
    super({ highWaterMark: 256 * 1024 });
    this.#file = file;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get sha256(): string {
    return this.#sha256;
  }

  /** Breaks it off. Once it resolves nothing appears any more; also when it has failed already, and is closed. */
  async abandon(): Promise<void> {
    this.destroy();
    if (!this.closed) await once(this, "close");
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error) => void): void {
    this.#taking = this.#take(chunk);
    this.#taking.then(() => done(), done);
  }

  override _final(done: (error?: Error) => void): void {
    this.#sha256 = this.#hash.digest("hex");
    this.#taking = this.#filled > 0 ? this.#handOver() : Promise.resolve();
    this.#taking.then(() => this.#writing).then(() => done(), done);
  }

  /** What is being written ends first, and what was about to be: after `close` nothing appears any more. */
  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const ended = this.#taking.finally(() => this.#writing);
    ended.then(
      () => done(error),
      (failure) => done(error ?? failure),
    );
  }

  async #take(chunk: Buffer): Promise<void> {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    for (let at = 0; at < chunk.length; ) {
      const taken = chunk.copy(this.#filling, this.#filled, at);
      at += taken;
      this.#filled += taken;
      if (this.#filled === pieceBytes) await this.#handOver();
      if (this.destroyed) return;
    }
  }

  /** Waits for the former piece, not for this one. */
  async #handOver(): Promise<void> {
    await this.#writing;
    const full = this.#filling;
    const plain = full.subarray(0, this.#filled);
    this.#filling = this.#spare ?? Buffer.allocUnsafeSlow(pieceBytes);
    this.#spare = full;
    this.#filled = 0;
    this.#writing = writePiece(this.#file, this.#index++, plain);
    this.#writing.catch(() => undefined);
  }
}
