/** The archive ends where more was promised. */
export class EndOfBytes extends Error {}

/** How much of the beginning is kept, to tell afterwards what kind of damage it is. */
const keptBytes = 256 * 1024;

/**
 * Reads a forward-only source. What it holds is one chunk of the source and at most what `gather` was asked for: a length
 * that an archive claims is never allocated, only bytes that are really there are collected.
 */
export class ByteReader {
  /** Of the next byte, from the beginning of the archive. */
  offset = 0;
  readonly #source: AsyncIterator<Buffer>;
  readonly #onChunk: (bytes: number) => void;
  #chunk: Buffer = Buffer.alloc(0);
  #at = 0;
  #kept: Buffer[] = [];
  #keptLength = 0;

  /** @param onChunk is told the bytes read so far, and may throw to end the reading. */
  constructor(source: AsyncIterable<Buffer>, onChunk: (bytes: number) => void) {
    this.#source = source[Symbol.asyncIterator]();
    this.#onChunk = onChunk;
  }

  /** Bytes at hand without waiting. */
  get left(): number {
    return this.#chunk.length - this.#at;
  }

  /** The first bytes of the archive that went by, at most 256 KiB. */
  get beginning(): Buffer {
    return Buffer.concat(this.#kept);
  }

  /** Waits until `count` bytes (a few) are at hand. @throws EndOfBytes */
  async gather(count: number): Promise<void> {
    while (this.left < count) {
      const more = await this.#next();
      if (!more) throw new EndOfBytes();
      this.#chunk = this.left === 0 ? more : Buffer.concat([this.#chunk.subarray(this.#at), more]);
      this.#at = 0;
    }
  }

  /** True when nothing follows. */
  async atEnd(): Promise<boolean> {
    while (this.left === 0) {
      const more = await this.#next();
      if (!more) return true;
      this.#chunk = more;
      this.#at = 0;
    }
    return false;
  }

  /** One byte that is at hand. */
  byte(): number {
    this.offset += 1;
    return this.#chunk[this.#at++] ?? 0;
  }

  /** pg_dump's Int, five bytes that are at hand: sign and magnitude. undefined when the sign is none. */
  int(): number | undefined {
    const at = this.#at;
    const sign = this.#chunk[at] ?? 0;
    const value = this.#chunk.readUInt32LE(at + 1);
    this.#at += 5;
    this.offset += 5;
    if (sign > 1 || value > 0x7fff_ffff) return undefined;
    return sign === 1 ? -value : value;
  }

  /** Copies what is at hand, at most `count` bytes. @returns how many */
  copyTo(target: Buffer, at: number, count: number): number {
    const copied = this.#chunk.copy(target, at, this.#at, this.#at + Math.min(count, this.left));
    this.#at += copied;
    this.offset += copied;
    return copied;
  }

  /** `count` bytes, in a buffer that the caller may keep. @throws EndOfBytes */
  async take(count: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let missing = count; missing > 0; ) {
      if (this.left === 0) await this.gather(1);
      const piece = Buffer.from(this.#chunk.subarray(this.#at, this.#at + missing));
      this.#at += piece.length;
      this.offset += piece.length;
      missing -= piece.length;
      pieces.push(piece);
    }
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }

  #read = 0;

  async #next(): Promise<Buffer | undefined> {
    const { value, done } = await this.#source.next();
    if (done) return undefined;
    this.#read += value.length;
    if (this.#keptLength < keptBytes) {
      // A copy: sources may use their buffers again.
      const kept = Buffer.from(value.subarray(0, keptBytes - this.#keptLength));
      this.#kept.push(kept);
      this.#keptLength += kept.length;
    }
    this.#onChunk(this.#read);
    return value;
  }
}
