import { X509Certificate } from "node:crypto";
import { type Signer, signStructure } from "./signer.ts";

/**
 * Signs what prepareCertificate made; DER. RSA PKCS#1 v1.5 has no randomness: an issue that was interrupted after its
 * record is finished by calling this again, with the same bytes.
 * @throws Error when the result does not verify (a plan for another authority, or a fault in the machine: a wrong RSA
 * signature that leaves the house gives the key away).
 */
export async function signCertificate(tbs: Uint8Array, signer: Signer): Promise<Buffer<ArrayBuffer>> {
  const certificate = await signStructure(tbs, signer);
  const read = new X509Certificate(certificate);
  if (!read.checkIssued(signer.certificate) || !read.verify(signer.certificate.publicKey)) {
    throw new Error(`What authority ${signer.id} signed does not verify: was it planned for another authority?`);
  }
  return certificate;
}
