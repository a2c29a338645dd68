import { generateKeyPair, generateKeyPairSync } from "node:crypto";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { atMost } from "#lib/platform/at-most.ts";
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

/**
 * An RSA key of the size that the profile asks for, made on the thread pool (RSA-2048: some 45 ms of one core). As many at once
 * as there are cores: more would be no sooner, and would keep signatures and passwords, which wait for the same threads, and
 * the main thread from theirs.
 */
export async function makeKeyPair(binding: KeyBinding, profile: ProfileName = "client"): Promise<SealedKeyPair> {
  const { modulusLength } = profiles[profile];
  const made = await atMost(availableParallelism(), "keys", () =>
    generate("rsa", { modulusLength, publicExponent, publicKeyEncoding, privateKeyEncoding }),
  );
  return sealed(made, () => binding);
}

/**
 * A client's key, made on this thread: for a thread that may wait.
 * @param bind says what the key is to be bound to, once its public half is known
 */
export function makeKeyPairHere(bind: (publicKey: Buffer) => KeyBinding): SealedKeyPair {
  const { modulusLength } = profiles.client;
  return sealed(generateKeyPairSync("rsa", { modulusLength, publicExponent, publicKeyEncoding, privateKeyEncoding }), bind);
}

const publicExponent = 0x10001;
const publicKeyEncoding = { type: "spki", format: "der" } as const;
const privateKeyEncoding = { type: "pkcs8", format: "der" } as const;

type Pair = Record<"publicKey" | "privateKey", Buffer<ArrayBuffer>>;

function sealed({ publicKey, privateKey }: Pair, bind: (publicKey: Buffer) => KeyBinding): SealedKeyPair {
  const envelope = seal(privateKey, bind(publicKey));
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
