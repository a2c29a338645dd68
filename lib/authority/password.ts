import { randomInt } from "node:crypto";
import { type Binding, open, seal } from "#lib/platform/secrets.ts";

/** Letters and digits that are not taken for each other on paper: no 0 O o, no 1 I l. */
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
const length = 24; // 24 × log2(56) = 139 bits

/** A password for one PKCS#12 file, sealed. */
export function makePassword(binding: PasswordBinding): Buffer<ArrayBuffer> {
  return sealPassword(newPassword(), binding);
}

/** ASCII, because Java, Windows and OpenSSL agree on nothing else. */
export function newPassword(): string {
  return Array.from({ length }, () => alphabet.charAt(randomInt(alphabet.length))).join("");
}

export function sealPassword(password: string, binding: PasswordBinding): Buffer<ArrayBuffer> {
  return seal(Buffer.from(password, "ascii"), binding);
}

/** @throws EnvelopeError when the envelope belongs to another row. */
export function openPassword(envelope: Uint8Array, binding: PasswordBinding): string {
  return open(envelope, binding).toString("ascii");
}

export interface PasswordBinding extends Binding {
  readonly purpose: "certificate-password";
}
