import { Xxh32 } from "./xxh32.ts";

/** A block refers back at most this far (LZ4 Block Format, "Compressed block format"). */
const historySize = 64 * 1024;

type State = "magic" | "descriptor" | "size" | "block" | "checksum" | "done";

/**
 * One LZ4 frame (LZ4 Frame Format 1.6.x) in pieces: linked and independent blocks, block, header and content checksums.
 * Holds one block and the history, at most some 8 MiB when the header says 4 MiB blocks; a dictionary is refused.
 */
export class Lz4Decoder {
  readonly #text: (piece: Buffer) => void;
  #state: State = "magic";
  #need = 4;
  #held: Buffer[] = [];
  #heldLength = 0;
  #flags = 0;
  #blockSize = 0;
  #stored = false;
  #contentSize: bigint | undefined;
  #written = 0n;
  readonly #content = new Xxh32();
  /** History and the block being made. */
  #window = Buffer.alloc(0);
  #history = 0;

  constructor(text: (piece: Buffer) => void) {
    this.#text = text;
  }

  /** The frame's end was read. */
  get complete(): boolean {
    return this.#state === "done";
  }

  /** @returns false when this is not LZ4, is damaged, or follows the frame's end */
  write(piece: Buffer): boolean {
    let at = 0;
    while (at < piece.length) {
      if (this.#state === "done") return false;
      const part = piece.subarray(at, at + this.#need - this.#heldLength);
      at += part.length;
      if (this.#heldLength + part.length < this.#need) {
        // A copy, since the caller uses the piece again.
        this.#held.push(Buffer.from(part));
        this.#heldLength += part.length;
        return true;
      }
      const whole = this.#held.length > 0 ? Buffer.concat([...this.#held, part]) : part;
      this.#held = [];
      this.#heldLength = 0;
      if (!this.#take(whole)) return false;
    }
    return true;
  }

  #take(bytes: Buffer): boolean {
    switch (this.#state) {
      case "magic":
        return bytes.readUInt32LE(0) === 0x184d2204 && this.#expect("descriptor", 3);
      case "descriptor":
        return this.#takeDescriptor(bytes);
      case "size":
        return this.#takeSize(bytes.readUInt32LE(0));
      case "block":
        return this.#takeBlock(bytes) && this.#expect("size", 4);
      case "checksum":
        return bytes.readUInt32LE(0) === this.#content.digest() && this.#expect("done", 0);
      default:
        return false;
    }
  }

  #expect(state: State, need: number): true {
    this.#state = state;
    this.#need = need;
    return true;
  }

  #takeDescriptor(bytes: Buffer): boolean {
    const [flags = 0, block = 0] = bytes;
    // Version 01; bit 1 and the block descriptor's other bits are reserved; bit 0 is a dictionary.
    if ((flags & 0xc3) !== 0x40 || (block & 0x8f) !== 0 || block >> 4 < 4) return false;
    const length = flags & 0x08 ? 11 : 3;
    if (bytes.length < length) {
      // The content's size belongs to the descriptor.
      this.#held = [Buffer.from(bytes)];
      this.#heldLength = bytes.length;
      return this.#expect("descriptor", length);
    }
    const check = (new Xxh32().update(bytes.subarray(0, length - 1)).digest() >>> 8) & 0xff;
    if (check !== bytes[length - 1]) return false;
    this.#flags = flags;
    this.#blockSize = 1 << (2 * (block >> 4) + 8);
    if (length === 11) this.#contentSize = bytes.readBigUInt64LE(2);
    return this.#expect("size", 4);
  }

  #takeSize(size: number): boolean {
    if (size === 0) {
      if (this.#contentSize !== undefined && this.#contentSize !== this.#written) return false;
      return this.#flags & 0x04 ? this.#expect("checksum", 4) : this.#expect("done", 0);
    }
    this.#stored = size >= 0x8000_0000;
    const length = size & 0x7fff_ffff;
    return length > 0 && length <= this.#blockSize && this.#expect("block", length + (this.#flags & 0x10 ? 4 : 0));
  }

  #takeBlock(bytes: Buffer): boolean {
    const data = this.#flags & 0x10 ? bytes.subarray(0, -4) : bytes;
    if (data !== bytes && bytes.readUInt32LE(data.length) !== new Xxh32().update(data).digest()) return false;
    const start = this.#flags & 0x20 ? 0 : this.#history;
    const end = this.#stored ? this.#store(data, start) : this.#decode(data, start);
    if (end < 0) return false;
    const text = Buffer.from(this.#window.subarray(start, end));
    this.#written += BigInt(text.length);
    if (this.#flags & 0x04) this.#content.update(text);
    const kept = Math.min(end, historySize);
    this.#window.copyWithin(0, end - kept, end);
    this.#history = kept;
    this.#text(text);
    return true;
  }

  #store(data: Buffer, start: number): number {
    this.#makeRoom(start + data.length);
    data.copy(this.#window, start);
    return start + data.length;
  }

  /** LZ4 Block Format. @returns where the block ends in the window; -1 when it is damaged */
  #decode(data: Buffer, start: number): number {
    // No byte of a block stands for more than 255.
    const limit = start + Math.min(this.#blockSize, 255 * data.length);
    this.#makeRoom(limit);
    const window = this.#window;
    let out = start;
    for (let at = 0; at < data.length; ) {
      const token = data[at++] ?? 0;
      let literals = token >> 4;
      if (literals === 15)
        for (let more = 255; more === 255; literals += more) {
          if (at >= data.length) return -1;
          more = data[at++] ?? 0;
        }
      if (literals > data.length - at || literals > limit - out) return -1;
      if (literals < 24) for (let index = 0; index < literals; index += 1) window[out + index] = data[at + index] ?? 0;
      else data.copy(window, out, at, at + literals);
      at += literals;
      out += literals;
      if (at === data.length) return out;
      if (at + 2 > data.length) return -1;
      const distance = (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8);
      at += 2;
      let length = token & 15;
      if (length === 15)
        for (let more = 255; more === 255; length += more) {
          if (at >= data.length) return -1;
          more = data[at++] ?? 0;
        }
      length += 4;
      if (distance === 0 || distance > out || length > limit - out) return -1;
      repeat(window, out, distance, length);
      out += length;
    }
    // A block ends with literals.
    return -1;
  }

  /** Grows with what is really written, up to history and block. */
  #makeRoom(length: number): void {
    if (length <= this.#window.length) return;
    const size = Math.min(Math.max(length, 2 * this.#window.length, historySize), historySize + this.#blockSize);
    const larger = Buffer.alloc(size);
    this.#window.copy(larger);
    this.#window = larger;
  }
}

/** Copies what it may just have written itself. */
function repeat(window: Buffer, out: number, distance: number, length: number): void {
  if (distance >= length && length >= 32) window.copyWithin(out, out - distance, out - distance + length);
  else for (let index = 0; index < length; index += 1) window[out + index] = window[out + index - distance] ?? 0;
}
