import { hash } from "node:crypto";
import { repeatSha1 } from "./sha1-rounds.ts";

/** What a derived value is for: the ID of RFC 7292 appendix B.3. */
const purposes = { key: 1, iv: 2, mac: 3 } as const;

export interface Derivation {
  readonly algorithm: "sha1" | "sha256";
  readonly password: string;
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly purpose: keyof typeof purposes;
  /** Bytes wanted. */
  readonly length: number;
}

const block = 64; // v of SHA-1 and of SHA-256

/**
 * The key derivation of PKCS#12 (RFC 7292 appendix B.2). OpenSSL has it, Node does not offer it: 2,048 rounds of SHA-1 in
 * JavaScript hold the thread for some 0.6 ms, seven of them make one file. Hence the worker thread.
 */
export function derive({ algorithm, password, salt, iterations, purpose, length }: Derivation): Buffer {
  const diversifier = Buffer.alloc(block, purposes[purpose]);
  const input = Buffer.concat([fill(salt), fill(bmpPassword(password))]);
  const parts: Buffer[] = [];
  for (let made = 0; made < length; ) {
    const first = hash(algorithm, Buffer.concat([diversifier, input]), "buffer");
    const part = algorithm === "sha1" ? repeatSha1(first, iterations - 1) : repeatSha256(first, iterations - 1);
    parts.push(part);
    made += part.length;
    if (made < length) addToEveryBlock(input, fill(part));
  }
  return Buffer.concat(parts).subarray(0, length);
}

function repeatSha256(digest: Buffer, times: number): Buffer {
  let last = digest;
  for (let done = 0; done < times; done++) last = hash("sha256", last, "buffer");
  return last;
}

/** BMPString with two zero bytes at its end (appendix B.1). */
function bmpPassword(password: string): Buffer {
  return Buffer.from(`${password}\0`, "utf16le").swap16();
}

/** Repeated to a whole number of blocks. */
function fill(bytes: Uint8Array): Buffer {
  return Buffer.alloc(block * Math.ceil(bytes.length / block), bytes);
}

/** I_j = (I_j + B + 1) mod 2^512, step 6C. */
function addToEveryBlock(input: Buffer, addend: Buffer): void {
  for (let start = 0; start < input.length; start += block) {
    let carry = 1;
    for (let at = block - 1; at >= 0; at--) {
      carry += (input[start + at] ?? 0) + (addend[at] ?? 0);
      input[start + at] = carry & 0xff;
      carry >>= 8;
    }
  }
}
