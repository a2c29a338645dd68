/** The initial hash value, FIPS 180-4 §5.3.3. */
const initial = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0);

/** A message of 20 bytes is one block: five words, then the padding and the length of 160 bits, which stay as they are. */
const schedule = new Int32Array(80);
schedule[5] = 0x80000000;
schedule[15] = 160;

/**
 * SHA-1 (FIPS 180-4 §6.1.2) of its own 20 bytes, again and again. A call of node:crypto's hash costs far more than the one
 * block that it computes here: this takes two fifths of the time, and less on a busy machine (docs/decisions/027-key-pool.md).
 * @returns 20 bytes
 */
export function repeatSha1(digest: Uint8Array, times: number): Buffer {
  const bytes = Buffer.from(digest);
  for (let at = 0; at < 5; at++) schedule[at] = bytes.readInt32BE(4 * at);
  for (let done = 0; done < times; done++) hashBlock(schedule);
  for (let at = 0; at < 5; at++) bytes.writeInt32BE(word(schedule, at), 4 * at);
  return bytes;
}

/** Leaves the hash of the first five words in their place. */
function hashBlock(w: Int32Array): void {
  for (let t = 16; t < 80; t++) w[t] = rotate(word(w, t - 3) ^ word(w, t - 8) ^ word(w, t - 14) ^ word(w, t - 16), 1);
  let a = word(initial, 0);
  let b = word(initial, 1);
  let c = word(initial, 2);
  let d = word(initial, 3);
  let e = word(initial, 4);
  for (let t = 0; t < 80; t++) {
    const next = (rotate(a, 5) + mix(t, b, c, d) + e + word(w, t)) | 0;
    e = d;
    d = c;
    c = rotate(b, 30);
    b = a;
    a = next;
  }
  w[0] = word(initial, 0) + a;
  w[1] = word(initial, 1) + b;
  w[2] = word(initial, 2) + c;
  w[3] = word(initial, 3) + d;
  w[4] = word(initial, 4) + e;
}

/** f and K of FIPS 180-4 §4.1.1 and §4.2.1. */
function mix(t: number, b: number, c: number, d: number): number {
  if (t < 20) return (d ^ (b & (c ^ d))) + 0x5a827999;
  if (t < 40) return (b ^ c ^ d) + 0x6ed9eba1;
  if (t < 60) return ((b & c) | (d & (b | c))) + 0x8f1bbcdc;
  return (b ^ c ^ d) + 0xca62c1d6;
}

function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}

/** No index here is outside of its array. */
function word(words: Int32Array, at: number): number {
  return words[at] as number;
}
