import { type KeyObject, sign } from "node:crypto";
import { promisify } from "node:util";
import { once } from "#lib/platform/once.ts";
import { bits, type Der, encode, encoded, sequence } from "./der.ts";
import { type Issuer, readIssuer } from "./issuer.ts";
import type { KeyBinding } from "./key-pair.ts";
import { openKey } from "./open-key.ts";
import { signatureAlgorithm } from "./to-be-signed.ts";

const signAside = promisify(sign);

/** The columns of the authorities table that signing needs. */
export interface AuthorityRow {
  readonly id: string;
  readonly certificate: Uint8Array;
  readonly keyEnvelope: Uint8Array;
}

/** An authority that can sign. The key is not in it, so that no log line and no dump of it can hold one. */
export interface Signer extends Issuer {
  readonly id: string;
}

/**
 * Opens the authority's key once a process and keeps it in memory (a KeyObject: OpenSSL's, never text).
 * @throws EnvelopeError when the key-encryption key is another; Error when key and certificate are not a pair.
 */
export function openSigner(row: AuthorityRow): Signer {
  const issuer = readIssuer(row.certificate);
  const name = `${row.id} ${issuer.certificate.fingerprint256}`;
  const known = opened().get(name);
  if (known) return known;
  const key = openKey(row.keyEnvelope, authorityBinding(row.id));
  if (!issuer.certificate.checkPrivateKey(key)) throw new Error(`The key of authority ${row.id} does not fit its certificate.`);
  const signer: Signer = { id: row.id, ...issuer };
  keys().set(signer, key);
  opened().set(name, signer);
  return signer;
}

/** `SEQUENCE { tbs, algorithm, signature }`, the form of certificates and revocation lists alike; DER. */
export async function signStructure(tbs: Uint8Array, signer: Signer): Promise<Buffer<ArrayBuffer>> {
  const key = keys().get(signer);
  if (!key) throw new Error("This signer was not opened by openSigner.");
  return withSignature(tbs, key);
}

/** The signature is made on the thread pool: 1 ms of RSA-3072 that the event loop does not wait for. */
export async function withSignature(tbs: Uint8Array, key: KeyObject): Promise<Buffer<ArrayBuffer>> {
  const signature = await signAside("sha256", tbs, key);
  const parts: Der[] = [encoded(tbs), signatureAlgorithm(), bits(signature)];
  return encode(sequence(...parts));
}

/** The authority belongs to no tenant. */
export function authorityBinding(id: string) {
  return { tenant: "", row: id, purpose: "authority-key" } as const satisfies KeyBinding;
}

function opened(): Map<string, Signer> {
  return once("authority-signers", () => new Map<string, Signer>());
}

function keys(): WeakMap<Signer, KeyObject> {
  return once("authority-signer-keys", () => new WeakMap<Signer, KeyObject>());
}
