import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { Refusal } from "../platform/refusal.ts";
import { contentsOf, type Element, readElements, readInside } from "./csr-elements.ts";
import { isSameName } from "./csr-name.ts";
import { encode, nothing, oid, pick, sequence } from "./der.ts";
import { oids } from "./oids.ts";
import { profiles } from "./profile.ts";

/** What counts of a certification request. Attributes (extensions that are asked for, challenge passwords) do not. */
export interface SigningRequest {
  /** Name, DER, as the requester wrote it. */
  readonly subject: Buffer;
  /** SubjectPublicKeyInfo, DER, as OpenSSL writes it. */
  readonly publicKey: Buffer<ArrayBuffer>;
}

/**
 * Reads PKCS#10 (RFC 2986), DER, and verifies that whoever made it has the private key: the signature is over the very bytes
 * that were sent. The key is judged first, so that nobody has a giant one computed with.
 * @throws Refusal CSR_INVALID, CSR_KEY_NOT_ALLOWED
 */
export function readSigningRequest(der: Buffer): SigningRequest {
  const [request] = inFull(readElements(der), 1);
  const [info, algorithm, signature] = inFull(readInside(request, 0x30), 3);
  const [version, subject, publicKeyInfo, attributes] = inFull(readInside(info, 0x30), 4);
  if (!contentsOf(version, 0x02).equals(Buffer.from([0]))) throw new Refusal("CSR_INVALID");
  contentsOf(attributes, 0xa0);
  contentsOf(subject, 0x30);
  const key = readKey(wholeOf(publicKeyInfo));
  const bits = contentsOf(signature, 0x03);
  const signed = bits[0] === 0 && verify(hashOf(algorithm), wholeOf(info), key, bits.subarray(1));
  if (!signed) throw new Refusal("CSR_INVALID");
  return { subject: wholeOf(subject), publicKey: key.export({ format: "der", type: "spki" }) };
}

/** Whether the request names the subject of a certificate of ours. @param planned its to-be-signed part, DER @throws Refusal CSR_INVALID */
export function hasSubjectOf(request: SigningRequest, planned: Uint8Array): boolean {
  return isSameName(request.subject, pick(planned, 5));
}

/** Whether its key is that of a certificate of ours. @param planned its to-be-signed part, DER */
export function hasKeyOf(request: SigningRequest, planned: Uint8Array): boolean {
  return pick(planned, 6).equals(request.publicKey);
}

/** @throws Refusal CSR_KEY_NOT_ALLOWED for all but what the profile of terminals takes */
function readKey(publicKeyInfo: Buffer): KeyObject {
  const [algorithm] = readInside(readElements(publicKeyInfo)[0], 0x30);
  const [type] = readInside(algorithm, 0x30);
  // Asked before OpenSSL is: parameters of other sorts of keys have made it compute without end.
  if (!wholeOf(type).equals(encode(oid(oids.rsaEncryption)))) throw new Refusal("CSR_KEY_NOT_ALLOWED");
  const key = openPublicKey(publicKeyInfo);
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== profiles.client.modulusLength || publicExponent !== 65_537n) throw new Refusal("CSR_KEY_NOT_ALLOWED");
  return key;
}

function openPublicKey(der: Buffer): KeyObject {
  try {
    return createPublicKey({ key: der, format: "der", type: "spki" });
  } catch (cause) {
    throw Object.assign(new Refusal("CSR_INVALID"), { cause });
  }
}

/** Never SHA-1 or MD5: a collision would make one request's proof another's. @throws Refusal CSR_INVALID */
function hashOf(algorithm: Element | undefined): string {
  const found = Object.entries(hashes).find(([type]) => wholeOf(algorithm).equals(encode(sequence(oid(type), nothing()))));
  if (!found) throw new Refusal("CSR_INVALID");
  return found[1];
}

const hashes = { [oids.sha256WithRsa]: "sha256", [oids.sha384WithRsa]: "sha384", [oids.sha512WithRsa]: "sha512" };

function wholeOf(element: Element | undefined): Buffer {
  if (!element) throw new Refusal("CSR_INVALID");
  return element.whole;
}

function inFull(elements: Element[], count: number): Element[] {
  if (elements.length !== count) throw new Refusal("CSR_INVALID");
  return elements;
}
