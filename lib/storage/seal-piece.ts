import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SealedFile } from "./sealed-file.ts";

const nonceBytes = 12;
const tagBytes = 16;
const sealBytes = nonceBytes + tagBytes;

/** Ciphers know no asynchronous form: between steps of this length others have their turn. */
const stepBytes = 512 * 1024;

/**
 * Format: sealed-file.ts.
 * @returns the piece in parts, as the cipher gives them: put together they would be 8 MiB of memory more, and a copy
 */
export async function sealPiece(file: SealedFile, index: number, plain: Buffer): Promise<Buffer[]> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", file.key, nonce);
  cipher.setAAD(boundTo(file, index));
  const sealed = [nonce];
  for (let at = 0; at < plain.length; at += stepBytes) {
    sealed.push(cipher.update(plain.subarray(at, at + stepBytes)));
    await nextTurn();
  }
  cipher.final();
  sealed.push(cipher.getAuthTag());
  return sealed;
}

/** Nothing of it is handed out before the whole is verified. Undefined when it is not this piece of this file. */
export async function openPiece(file: SealedFile, index: number, sealed: Buffer): Promise<Buffer | undefined> {
  if (sealed.length < sealBytes) return undefined;
  const body = sealed.subarray(nonceBytes, -tagBytes);
  const decipher = createDecipheriv("aes-256-gcm", file.key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(boundTo(file, index));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  // In its own place: what was read belongs to nobody else.
  for (let at = 0; at < body.length; at += stepBytes) {
    body.set(decipher.update(body.subarray(at, at + stepBytes)), at);
    await nextTurn();
  }
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return body;
}

function boundTo(file: SealedFile, index: number): Buffer {
  return Buffer.from(`orcamo-piece-1\n${file.folder}\n${file.id}\n${index}`);
}
