// First of all: on Node 24 toLegacyObject() loads half of node:tls, and createSecureContext is then missing for good.
import "node:tls";
import { hash, X509Certificate } from "node:crypto";
import { readIssuer } from "./issuer.ts";
import { oids } from "./oids.ts";

export interface CertificateDescription {
  /** Empty when there is none; the first when a foreign certificate has several. */
  readonly commonName: string;
  readonly organization: string;
  /** The whole name as lists show it, `CN=client21,O=u00000014,C=JP`; may be empty for a foreign certificate. */
  readonly subject: string;
  /** Lower-case hex, two digits a byte, as the certificates table has it. */
  readonly serial: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** As thumbprintOf tells it. */
  readonly thumbprint: string;
}

/** @throws Error when it is not a certificate. */
export function describeCertificate(der: Uint8Array): CertificateDescription {
  const certificate = new X509Certificate(der);
  // The types say string; of several attributes of one type Node makes an array.
  const subject: Record<string, unknown> = { ...certificate.toLegacyObject().subject };
  return {
    commonName: first(subject.CN),
    organization: first(subject.O),
    subject: lines(certificate.subject).reverse().join(","),
    serial: certificate.serialNumber.toLowerCase(),
    notBefore: certificate.validFromDate,
    notAfter: certificate.validToDate,
    thumbprint: thumbprintOf(der),
  };
}

/** SHA-256 of the DER in base64url (x5t#S256, RFC 7515 §4.1.8). */
export function thumbprintOf(der: Uint8Array): string {
  return hash("sha256", der, "base64url");
}

/**
 * Is it a client certificate of this authority: issuer's name and key identifier, signature, not an authority itself,
 * meant for clientAuth. Dates and revocation are the caller's: they have pages of their own. A tenth of a millisecond, so that it
 * can be asked on every request; what is not a certificate at all is simply not issued by us.
 * @param authorityCertificate DER; pass the same buffer each time, it is read once.
 */
export function verifyIssuedBy(der: Uint8Array, authorityCertificate: Uint8Array): boolean {
  const authority = readIssuer(authorityCertificate).certificate;
  try {
    const certificate = new X509Certificate(der);
    return (
      !certificate.ca &&
      (certificate.keyUsage ?? []).includes(oids.clientAuth) && // Node's keyUsage is the extended one
      certificate.checkIssued(authority) &&
      certificate.verify(authority.publicKey)
    );
  } catch {
    return false;
  }
}

/** For `ca.crt` and `clientNNN.crt`: the clients in the field take PEM only (PROTOCOLS.md §1). */
export function certificatePem(der: Uint8Array): string {
  return new X509Certificate(der).toString();
}

/** One attribute a line, control characters escaped by OpenSSL; undefined, whatever the types say, for an empty name. */
function lines(subject: string | undefined): string[] {
  return subject ? subject.split("\n") : [];
}

function first(value: unknown): string {
  return String((Array.isArray(value) ? value[0] : value) ?? "");
}
