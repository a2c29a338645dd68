import { derivedId } from "#lib/platform/derived-id.ts";
import { type Binding, EnvelopeError, open, seal } from "#lib/platform/secrets.ts";
import { derivationBinding, keyBinding, passwordBinding } from "./certificate-bindings.ts";
import { makeKeyPairHere } from "./key-pair.ts";
import { newPassword, sealPassword } from "./password.ts";
import { deriveAhead } from "./pkcs12-compatible.ts";

/** A row of the pool: of nobody yet, and sealed for nothing but this row. */
export interface PooledKey {
  /** Follows from the public key: another one put in its place does not open, and no key is there twice. */
  readonly id: string;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly keyEnvelope: Uint8Array<ArrayBuffer>;
  readonly passwordEnvelope: Uint8Array<ArrayBuffer>;
  readonly derivationEnvelope: Uint8Array<ArrayBuffer>;
}

/** Stands where certificates have their tenant. */
export const pool = "key-pool";

/** Holds its thread for some 50 ms. */
export function makePooledKey(): PooledKey {
  const { publicKey, envelope } = makeKeyPairHere((made) => keyBinding(pool, pooledId(made)));
  const id = pooledId(publicKey);
  const password = newPassword();
  return {
    id,
    publicKey: new Uint8Array(publicKey),
    keyEnvelope: new Uint8Array(envelope),
    passwordEnvelope: new Uint8Array(sealPassword(password, passwordBinding(pool, id))),
    derivationEnvelope: new Uint8Array(deriveAhead(password, derivationBinding(pool, id))),
  };
}

/**
 * Sealed anew, for a certificate.
 * @throws EnvelopeError when the row was changed, or the key-encryption key is another
 */
export function passOn(key: PooledKey, tenantId: string, certificateId: string) {
  if (key.id !== pooledId(key.publicKey)) throw new EnvelopeError("the public key is not that of this row");
  const sealAnew = (envelope: Uint8Array, bind: (tenant: string, row: string) => Binding) => {
    const plain = open(envelope, bind(pool, key.id));
    const sealed = seal(plain, bind(tenantId, certificateId));
    plain.fill(0);
    return sealed;
  };
  return {
    publicKey: Buffer.from(key.publicKey),
    keyEnvelope: sealAnew(key.keyEnvelope, keyBinding),
    passwordEnvelope: sealAnew(key.passwordEnvelope, passwordBinding),
    derivationEnvelope: sealAnew(key.derivationEnvelope, derivationBinding),
  };
}

function pooledId(publicKey: Uint8Array): string {
  return derivedId(`pooled-key ${Buffer.from(publicKey).toString("base64")}`);
}
