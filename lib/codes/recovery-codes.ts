import { createHash, randomInt } from "node:crypto";
import { recoveryCodeCount } from "./model.ts";

/** No two letters that are taken for each other in handwriting or print: 0/o, 1/i/l, 2/z, 5/s, 8/b, u/v. */
const alphabet = "acdefghjkmnpqrtwxy34679";
const letters = 20;

/** `acde-fghj-kmnp-qrtw-xy34`: 90 random bits each, so that their hashes need no salt and no cost. */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, makeRecoveryCode);
}

function makeRecoveryCode(): string {
  const text = Array.from({ length: letters }, () => alphabet[randomInt(alphabet.length)]).join("");
  return text.replace(/(.{4})(?=.)/g, "$1-");
}

/** @param code as codeInput leaves it: without what stands between the groups */
export function recoveryHash(code: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(code.replaceAll("-", "")).digest());
}
