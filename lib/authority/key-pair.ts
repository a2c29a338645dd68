import { generateKeyPair } from "node:crypto";
import { promisify } from "node:util";
import { type Binding, seal } from "#lib/platform/secrets.ts";
import { openKey } from "./open-key.ts";
import { type ProfileName, profiles } from "./profile.ts";

const generate = promisify(generateKeyPair);

export interface SealedKeyPair {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer<ArrayBuffer>;
  /** The private key, PKCS#8 DER, sealed. */
  readonly envelope: Buffer<ArrayBuffer>;
}

/** An RSA key of the size that the profile asks for, made on the thread pool (RSA-2048: some 30 ms of one core). */
export async function makeKeyPair(binding: KeyBinding, profile: ProfileName = "client"): Promise<SealedKeyPair> {
  const { publicKey, privateKey } = await generate("rsa", {
    modulusLength: profiles[profile].modulusLength,
    publicExponent: 0x10001,
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  const envelope = seal(privateKey, binding);
  privateKey.fill(0);
  return { publicKey, envelope };
}

/**
 * The key of the portal's own TLS certificate as PEM, for tls.createSecureContext, which takes nothing less. The only
 * private key that leaves lib/authority outside of a PKCS#12 file; the purpose in the binding keeps others in.
 */
export function openServerKey(envelope: Uint8Array, binding: KeyBinding & { readonly purpose: "server-key" }): string {
  return openKey(envelope, binding).export({ format: "pem", type: "pkcs8" }).toString();
}

export interface KeyBinding extends Binding {
  readonly purpose: "certificate-key" | "authority-key" | "server-key" | "checkpoint-key";
}
