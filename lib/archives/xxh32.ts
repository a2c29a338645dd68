const prime1 = 0x9e3779b1 | 0;
const prime2 = 0x85ebca77 | 0;
const prime3 = 0xc2b2ae3d | 0;
const prime4 = 0x27d4eb2f | 0;
const prime5 = 0x165667b1 | 0;

/** XXH32 with seed 0 over pieces (xxHash's specification, "XXH32 algorithm description"): LZ4's checksum. */
export class Xxh32 {
  readonly #lanes = Int32Array.of(prime1 + prime2, prime2, 0, -prime1);
  readonly #rest = Buffer.alloc(16);
  #restLength = 0;
  #length = 0;

  update(piece: Buffer): this {
    this.#length += piece.length;
    let at = 0;
    if (this.#restLength > 0) {
      at = piece.copy(this.#rest, this.#restLength, 0, 16 - this.#restLength);
      this.#restLength += at;
      if (this.#restLength < 16) return this;
      this.#stripes(this.#rest, 0, 16);
    }
    const whole = at + ((piece.length - at) & ~15);
    this.#stripes(piece, at, whole);
    this.#restLength = piece.copy(this.#rest, 0, whole);
    return this;
  }

  /** Unsigned. */
  digest(): number {
    const [one = 0, two = 0, three = 0, four = 0] = this.#lanes;
    let hash = this.#length < 16 ? prime5 : (rotate(one, 1) + rotate(two, 7) + rotate(three, 12) + rotate(four, 18)) | 0;
    hash = (hash + this.#length) | 0;
    let at = 0;
    for (; at + 4 <= this.#restLength; at += 4)
      hash = Math.imul(rotate((hash + Math.imul(this.#rest.readInt32LE(at), prime3)) | 0, 17), prime4);
    for (; at < this.#restLength; at += 1)
      hash = Math.imul(rotate((hash + Math.imul(this.#rest[at] ?? 0, prime5)) | 0, 11), prime1);
    hash = Math.imul(hash ^ (hash >>> 15), prime2);
    hash = Math.imul(hash ^ (hash >>> 13), prime3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }

  #stripes(bytes: Buffer, from: number, to: number): void {
    let [one = 0, two = 0, three = 0, four = 0] = this.#lanes;
    for (let at = from; at < to; at += 16) {
      one = round(one, bytes.readInt32LE(at));
      two = round(two, bytes.readInt32LE(at + 4));
      three = round(three, bytes.readInt32LE(at + 8));
      four = round(four, bytes.readInt32LE(at + 12));
    }
    this.#lanes.set([one, two, three, four]);
  }
}

function round(lane: number, input: number): number {
  return Math.imul(rotate((lane + Math.imul(input, prime2)) | 0, 13), prime1);
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
