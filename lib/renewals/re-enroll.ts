import { permit } from "../access/permissions.ts";
import { canonicalJson } from "../audit/canonical-json.ts";
import { hasKeyOf, hasSubjectOf, readSigningRequest, type SigningRequest } from "../authority/csr.ts";
import { derivedId } from "../platform/derived-id.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { chooseEnrolled } from "./choose-enrolled.ts";
import { presented } from "./presented.ts";
import { recordingRefusals, succeed } from "./succeed.ts";

/**
 * Renewal with a key that the terminal made itself (RFC 7030 §4.2.2): the same subject, and nothing else that the request asks
 * for. Recorded, as is a refusal. The same key again gets the same certificate: an answer may have been lost.
 * @param csr PKCS#10, DER
 * @returns DER
 * @throws Refusal CSR_INVALID, CSR_SUBJECT_DIFFERS, CSR_KEY_NOT_ALLOWED, CSR_KEY_SAME, CERTIFICATE_SUPERSEDED, and those of
 * renewOwn
 */
export async function reEnroll(scope: Scope, { csr }: { csr: Buffer }): Promise<{ certificate: Buffer }> {
  permit(scope, "certificates:renew-own");
  const { id, number } = presented(scope);
  const { publicKey } = await recordingRefusals(scope, "est", () => readOwnRequest(scope, csr));
  // The certificate's id follows from its key: whoever repeats, also at the same moment, means the same row.
  const wanted = idOf(scope, number, publicKey);
  const successor = await succeed(scope, {
    door: "est",
    choose: (generations) => chooseEnrolled(generations, { id, wanted }, scope.clock.now()),
    makeSecrets: async () => ({ id: wanted, publicKey }),
  });
  const { certificate } = await scope.db.certificate.findUniqueOrThrow({
    where: { id: successor.id },
    select: { certificate: true },
  });
  if (!certificate) throw new Error("A signed certificate is not there.");
  return { certificate: Buffer.from(certificate) };
}

/** For the same subject, with a key that no other certificate of the line has. */
async function readOwnRequest(scope: Scope, csr: Buffer): Promise<SigningRequest> {
  const { id, number, organization, commonName } = presented(scope);
  const request = readSigningRequest(csr);
  const line = await scope.db.certificate.findMany({ where: { number }, select: { id: true, planned: true } });
  const own = line.find((row) => row.id === id);
  if (!own || !hasSubjectOf(request, own.planned)) {
    // As it is given to openssl: the order counts, and RFC 4514 writes it the other way round.
    throw new Refusal("CSR_SUBJECT_DIFFERS", { subject: `/C=JP/O=${organization}/CN=${commonName}` });
  }
  const wanted = idOf(scope, number, request.publicKey);
  if (line.some((row) => row.id !== wanted && hasKeyOf(request, row.planned))) throw new Refusal("CSR_KEY_SAME");
  return request;
}

function idOf({ tenant }: Scope, number: number, publicKey: Buffer): string {
  return derivedId(canonicalJson({ what: "re-enroll", tenant: tenant.id, number, publicKey: publicKey.toString("base64") }));
}
