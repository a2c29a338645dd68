import { createHash, createHmac, randomBytes } from "node:crypto";
import { open } from "#lib/platform/secrets.ts";
import { bmp, type Der, encode, integer, nothing, octets, oid, sequence, set, tagged, taggedBytes } from "./der.ts";
import type { KeyBinding } from "./key-pair.ts";
import { oids } from "./oids.ts";
import { openPassword, type PasswordBinding } from "./password.ts";
import { type CompatibleValues, type DerivationBinding, deriveCompatible, openDerivation } from "./pkcs12-compatible.ts";
import {
  type DerivedCipher,
  type Encrypted,
  encryptCompatible,
  encryptModern,
  iterations,
  type Pkcs12Encryption,
} from "./pkcs12-encryption.ts";
import { deriveAside } from "./pkcs12-threads.ts";

export interface Pkcs12Plan {
  readonly keyEnvelope: Uint8Array;
  readonly keyBinding: KeyBinding & { readonly purpose: "certificate-key" };
  readonly passwordEnvelope: Uint8Array;
  readonly passwordBinding: PasswordBinding;
  /** DER. */
  readonly certificate: Uint8Array;
  /** DER; put in so that the chain is whole, without a name, so that it is nobody's first alias. */
  readonly authorityCertificate: Uint8Array;
  /** The alias in Java and the name in Windows: `client324`. */
  readonly friendlyName: string;
  readonly encryption: Pkcs12Encryption;
  /** What a "compatible" file needs, derived when the key was made; without it a worker thread derives it now. */
  readonly derivation?: { readonly envelope: Uint8Array; readonly binding: DerivationBinding } | undefined;
}

/**
 * A PKCS#12 file (RFC 7292): the certificate, its authority, the key. Only the certificate and the key carry name and
 * localKeyId: monsiaj reads notAfter of the first alias, which must be the client's own (PROTOCOLS.md §1).
 * @throws EnvelopeError when an envelope belongs to another row.
 */
export async function makePkcs12(plan: Pkcs12Plan): Promise<Buffer<ArrayBuffer>> {
  const password = openPassword(plan.passwordEnvelope, plan.passwordBinding);
  const attributes = bagAttributes(plan);
  const certificates = encode(sequence(certBag(plan.certificate, attributes), certBag(plan.authorityCertificate)));
  const compatible = plan.encryption === "compatible" ? await compatibleValues(plan, password) : undefined;
  const sealedCertificates = await encrypt(certificates, password, compatible?.certificates);
  const key = open(plan.keyEnvelope, plan.keyBinding);
  const sealedKey = await encrypt(key, password, compatible?.key).finally(() => key.fill(0));
  const keyBag = bag(oids.shroudedKeyBag, sequence(sealedKey.algorithm, octets(sealedKey.bytes)), attributes);
  const encryptedData = sequence(
    integer(0),
    sequence(oid(oids.data), sealedCertificates.algorithm, taggedBytes(0, sealedCertificates.bytes)),
  );
  const safes = encode(sequence(contentInfo(oids.encryptedData, encryptedData), data(encode(sequence(keyBag)))));
  return encode(sequence(integer(3), data(safes), await macData(safes, password, compatible?.mac)));
}

function compatibleValues({ derivation }: Pkcs12Plan, password: string): Promise<CompatibleValues> | CompatibleValues {
  return derivation ? openDerivation(derivation.envelope, derivation.binding) : deriveCompatible(password);
}

async function encrypt(plain: Uint8Array, password: string, derived: DerivedCipher | undefined): Promise<Encrypted> {
  return derived ? encryptCompatible(plain, derived) : encryptModern(plain, password);
}

function bagAttributes(plan: Pkcs12Plan): Der {
  const localKeyId = createHash("sha1").update(plan.certificate).digest();
  return set(
    sequence(oid(oids.friendlyName), set(bmp(plan.friendlyName))),
    sequence(oid(oids.localKeyId), set(octets(localKeyId))),
  );
}

function certBag(certificate: Uint8Array, attributes?: Der): Der {
  return bag(oids.certBag, sequence(oid(oids.x509Certificate), tagged(0, octets(certificate))), attributes);
}

function bag(type: string, value: Der, attributes?: Der): Der {
  return sequence(oid(type), tagged(0, value), ...(attributes ? [attributes] : []));
}

function contentInfo(type: string, content: Der): Der {
  return sequence(oid(type), tagged(0, content));
}

function data(bytes: Uint8Array): Der {
  return contentInfo(oids.data, octets(bytes));
}

/** Over the contents of authSafe. */
async function macData(safes: Uint8Array, password: string, derived: CompatibleValues["mac"] | undefined): Promise<Der> {
  const algorithm = derived ? "sha1" : "sha256";
  const { salt, key } = derived ?? (await deriveModernMac(password));
  const mac = createHmac(algorithm, key).update(safes).digest();
  const digestInfo = sequence(sequence(oid(oids[algorithm]), nothing()), octets(mac));
  return sequence(digestInfo, octets(salt), integer(iterations));
}

/** 8 bytes of salt: some readers take no other length. */
async function deriveModernMac(password: string): Promise<CompatibleValues["mac"]> {
  const salt = randomBytes(8);
  const [key] = await deriveAside([{ algorithm: "sha256", password, salt, iterations, purpose: "mac", length: 32 }]);
  if (!key) throw new Error("nothing was derived");
  return { salt, key };
}
