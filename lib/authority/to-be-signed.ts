import { type Der, encode, encoded, integer, nothing, oid, sequence, tagged, time } from "./der.ts";
import { basicConstraints, extendedKeyUsage, keyIdentifier, keyUsage, subjectKeyIdentifier } from "./extensions.ts";
import { oids } from "./oids.ts";
import { type ProfileName, profiles } from "./profile.ts";

export interface CertificateFields {
  readonly profile: ProfileName;
  readonly serial: string;
  readonly issuer: Der;
  readonly subject: Der;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** Beside those that follow from profile and key. */
  readonly extensions: readonly Der[];
}

/** TBSCertificate, version 3 (RFC 5280 §4.1.2), DER. Checks nothing: lint.ts does. */
export function encodeToBeSigned(fields: CertificateFields): Buffer<ArrayBuffer> {
  const profile = profiles[fields.profile];
  const extensions = [
    basicConstraints(profile.authority),
    keyUsage(profile.keyUsage),
    ...(profile.extendedKeyUsage.length > 0 ? [extendedKeyUsage(profile.extendedKeyUsage)] : []),
    subjectKeyIdentifier(keyIdentifier(fields.publicKey)),
    ...fields.extensions,
  ];
  return encode(
    sequence(
      tagged(0, integer(2)),
      integer(BigInt(`0x${fields.serial}`)),
      signatureAlgorithm(),
      fields.issuer,
      sequence(time(fields.notBefore), time(fields.notAfter)),
      fields.subject,
      encoded(fields.publicKey),
      tagged(3, sequence(...extensions)),
    ),
  );
}

/** sha256WithRSAEncryption: PKCS#1 v1.5, which has no randomness, and which every client in the field verifies. */
export function signatureAlgorithm(): Der {
  return sequence(oid(oids.sha256WithRsa), nothing());
}
