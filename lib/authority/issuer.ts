import { X509Certificate } from "node:crypto";
import { pick } from "./der.ts";
import { keyIdentifier } from "./extensions.ts";

/** The public side of an authority, as its certificates and lists name it. */
export interface Issuer {
  /** Distinguished name, DER, byte for byte as in the authority's certificate. */
  readonly name: Buffer;
  readonly keyId: Buffer;
  readonly notAfter: Date;
  readonly certificate: X509Certificate;
}

const read = new WeakMap<Uint8Array, Issuer>();

/** @param certificate DER of one of our own authorities. The same buffer is read once. */
export function readIssuer(certificate: Uint8Array): Issuer {
  const known = read.get(certificate);
  if (known) return known;
  const x509 = new X509Certificate(certificate);
  const issuer = {
    name: pick(certificate, 0, 5), // TBSCertificate.subject
    keyId: keyIdentifier(x509.publicKey.export({ format: "der", type: "spki" })),
    notAfter: x509.validToDate,
    certificate: x509,
  };
  read.set(certificate, issuer);
  return issuer;
}
