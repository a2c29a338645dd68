import { createCipheriv, pbkdf2, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { type Der, integer, nothing, octets, oid, sequence } from "./der.ts";
import { oids } from "./oids.ts";

/**
 * "compatible": PBE-SHA1-3DES and a SHA-1 MAC, what every client in the field reads (Java 8, Windows 7). "modern":
 * AES-256-CBC, PBKDF2-HMAC-SHA-256 and a SHA-256 MAC. Never RC2, never PBMAC1 (PRODUCT.md §3).
 */
export type Pkcs12Encryption = "compatible" | "modern";

/**
 * PRODUCT.md §3 fixes it for "compatible". More of them would slow down the guessing of weak passwords, and ours have
 * 139 bits: so "modern", too, costs no phone and no clinic PC more than this.
 */
export const iterations = 2048;

export interface Encrypted {
  /** AlgorithmIdentifier with its parameters. */
  readonly algorithm: Der;
  readonly bytes: Buffer;
}

/** What PBE-SHA1-3DES takes, with the salt that it was derived with. */
export interface DerivedCipher {
  readonly salt: Uint8Array;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** pbeWithSHAAnd3-KeyTripleDES-CBC, RFC 7292 appendix C. */
export function encryptCompatible(plain: Uint8Array, { salt, key, iv }: DerivedCipher): Encrypted {
  const parameters = sequence(octets(salt), integer(iterations));
  return { algorithm: sequence(oid(oids.pbeWithSha1And3Des), parameters), bytes: run("des-ede3-cbc", key, iv, plain) };
}

/** PBES2, RFC 8018 §6.2 and appendix A.2; each call has its own salt. */
export async function encryptModern(plain: Uint8Array, password: string): Promise<Encrypted> {
  const salt = randomBytes(16);
  const iv = randomBytes(16);
  const key = await promisify(pbkdf2)(password, salt, iterations, 32, "sha256");
  const derivation = sequence(
    oid(oids.pbkdf2),
    sequence(octets(salt), integer(iterations), sequence(oid(oids.hmacWithSha256), nothing())),
  );
  const parameters = sequence(derivation, sequence(oid(oids.aes256Cbc), octets(iv)));
  return { algorithm: sequence(oid(oids.pbes2), parameters), bytes: run("aes-256-cbc", key, iv, plain) };
}

function run(cipherName: "des-ede3-cbc" | "aes-256-cbc", key: Uint8Array, iv: Uint8Array, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(cipherName, key, iv);
  return Buffer.concat([cipher.update(plain), cipher.final()]);
}
