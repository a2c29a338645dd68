import { makeKeyPair } from "./key-pair.ts";
import { distinguishedName } from "./name.ts";
import { openKey } from "./open-key.ts";
import { validUntil, wholeSeconds } from "./profile.ts";
import { makeSerial } from "./serial.ts";
import { authorityBinding, withSignature } from "./signer.ts";
import { encodeToBeSigned } from "./to-be-signed.ts";

/** A row for the authorities table, but for its flags. */
export interface NewAuthority {
  readonly id: string;
  readonly subject: string;
  /** DER, self-signed. */
  readonly certificate: Buffer<ArrayBuffer>;
  readonly keyEnvelope: Buffer<ArrayBuffer>;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** The root `CN=ca` of the manuals: RSA-3072, 20 years or through 2037, whichever is later. */
export async function createAuthority({ id, now }: { id: string; now: Date }): Promise<NewAuthority> {
  const binding = authorityBinding(id);
  const { publicKey, envelope } = await makeKeyPair(binding, "root");
  const notBefore = wholeSeconds(now);
  const notAfter = validUntil("root", notBefore);
  const name = distinguishedName({ commonName: "ca" });
  const serial = makeSerial();
  const tbs = encodeToBeSigned({
    profile: "root",
    serial,
    issuer: name,
    subject: name,
    notBefore,
    notAfter,
    publicKey,
    extensions: [],
  });
  const key = openKey(envelope, binding);
  return { id, subject: "CN=ca", certificate: await withSignature(tbs, key), keyEnvelope: envelope, notBefore, notAfter };
}
