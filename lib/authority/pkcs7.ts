import { encode, encoded, integer, oid, sequence, set, tagged } from "./der.ts";
import { oids } from "./oids.ts";

/**
 * Certificates in a PKCS#7 SignedData that nobody signed ("certs-only", RFC 5652 §5.1, RFC 8551 §3.8), DER: the form in which
 * EST answers (RFC 7030 §4.1.3).
 * @param certificates DER
 */
export function certsOnly(certificates: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const signedData = sequence(
    integer(1),
    set(), // digest algorithms
    sequence(oid(oids.data)),
    tagged(0, ...certificates.map((certificate) => encoded(certificate))),
    set(), // signers
  );
  return encode(sequence(oid(oids.signedData), tagged(0, signedData)));
}
