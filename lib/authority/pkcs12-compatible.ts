import { randomBytes } from "node:crypto";
import { type Binding, open, seal } from "#lib/platform/secrets.ts";
import { type Derivation, derive } from "./pkcs12-derivation.ts";
import { type DerivedCipher, iterations } from "./pkcs12-encryption.ts";
import { deriveAside } from "./pkcs12-threads.ts";

/** All that a "compatible" file needs derived from its password, and as secret. */
export interface CompatibleValues {
  readonly certificates: DerivedCipher;
  readonly key: DerivedCipher;
  readonly mac: { readonly salt: Uint8Array; readonly key: Uint8Array };
}

export interface DerivationBinding extends Binding {
  readonly purpose: "pkcs12-derivation";
}

/** On a worker thread, with salts of its own. */
export async function deriveCompatible(password: string): Promise<CompatibleValues> {
  const salts = randomBytes(3 * saltBytes);
  return arrange(Buffer.concat([salts, ...(await deriveAside(derivations(password, salts)))]));
}

/** On this thread, which it holds for some 4 ms; sealed, for a file that is made later. */
export function deriveAhead(password: string, binding: DerivationBinding): Buffer<ArrayBuffer> {
  const salts = randomBytes(3 * saltBytes);
  const values = Buffer.concat([salts, ...derivations(password, salts).map(derive)]);
  const envelope = seal(values, binding);
  values.fill(0);
  return envelope;
}

/** @throws EnvelopeError when the envelope belongs to another row. */
export function openDerivation(envelope: Uint8Array, binding: DerivationBinding): CompatibleValues {
  return arrange(open(envelope, binding));
}

/** Some readers take no other length for the MAC. */
const saltBytes = 8;

/** RFC 7292 appendix C for the two ciphers, B.4 for the MAC; each has a salt of its own. */
function derivations(password: string, salts: Buffer): Derivation[] {
  const one = (part: number, purpose: Derivation["purpose"], length: number): Derivation => {
    const salt = salts.subarray(part * saltBytes, (part + 1) * saltBytes);
    return { algorithm: "sha1", password, salt, iterations, purpose, length };
  };
  return [one(0, "key", 24), one(0, "iv", 8), one(1, "key", 24), one(1, "iv", 8), one(2, "mac", 20)];
}

/** The three salts, then what was derived, in the order of `derivations`. */
function arrange(values: Buffer): CompatibleValues {
  const cut = (from: number, length: number) => values.subarray(from, from + length);
  return {
    certificates: { salt: cut(0, 8), key: cut(24, 24), iv: cut(48, 8) },
    key: { salt: cut(8, 8), key: cut(56, 24), iv: cut(80, 8) },
    mac: { salt: cut(16, 8), key: cut(88, 20) },
  };
}
