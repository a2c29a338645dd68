import { keyBinding, passwordBinding } from "./certificate-bindings.ts";
import { makeKeyPair } from "./key-pair.ts";
import { makePassword } from "./password.ts";

export interface TakenKeyPair {
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Buffer;
  readonly keyEnvelope: Buffer;
  readonly passwordEnvelope: Buffer;
  /** What its "compatible" PKCS#12 file needs derived; none when nobody had the time for it. */
  readonly derivationEnvelope: Buffer | undefined;
}

/** A key and a password for one certificate to come, sealed for its tenant and its row. */
export async function takeKeyPair(tenantId: string, certificateId: string): Promise<TakenKeyPair> {
  const { publicKey, envelope } = await makeKeyPair(keyBinding(tenantId, certificateId));
  const passwordEnvelope = makePassword(passwordBinding(tenantId, certificateId));
  return { publicKey, keyEnvelope: envelope, passwordEnvelope, derivationEnvelope: undefined };
}
