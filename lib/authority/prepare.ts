import { encoded } from "./der.ts";
import { authorityKeyIdentifier, crlDistributionPoint, subjectAltName } from "./extensions.ts";
import { readIssuer } from "./issuer.ts";
import { lintPlan } from "./lint.ts";
import { distinguishedName } from "./name.ts";
import { encodeToBeSigned } from "./to-be-signed.ts";

export type CertificatePlan = ClientPlan | ServerPlan;

/** `C=JP, O=<organization>, CN=<commonName>` (PRODUCT.md §3). */
export interface ClientPlan extends Plan {
  readonly profile: "client";
  readonly organization: string;
  readonly commonName: string;
}

/** `CN=<first host>`; browsers read the hosts from subjectAltName alone. */
export interface ServerPlan extends Plan {
  readonly profile: "server";
  /** DNS names and IP addresses, no ports. */
  readonly hosts: readonly string[];
}

interface Plan {
  /** Of makeSerial. */
  readonly serial: string;
  /** Whole seconds, as validUntil and wholeSeconds give them. */
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** DER of the authority that is going to sign. */
  readonly authorityCertificate: Uint8Array;
  /** Where revocation lists are served over plain HTTP, without the shard: `http://host:8080/crl`. */
  readonly crlUrl: string;
  readonly shard: number;
}

/**
 * The to-be-signed part, DER. It is written to the database before it is signed (house rule 4): signing it again gives
 * the same certificate, bit for bit.
 * @throws PlanError, in words, when the plan breaks the profile or RFC 5280.
 */
export function prepareCertificate(plan: CertificatePlan): Buffer<ArrayBuffer> {
  const issuer = readIssuer(plan.authorityCertificate);
  lintPlan(plan, issuer);
  return encodeToBeSigned({
    ...plan,
    issuer: encoded(issuer.name),
    subject: distinguishedName(subjectOf(plan)),
    extensions: [
      authorityKeyIdentifier(issuer.keyId),
      crlDistributionPoint(crlAddress(plan.crlUrl, plan.shard)),
      ...(plan.profile === "server" ? [subjectAltName(plan.hosts)] : []),
    ],
  });
}

/** `<crlUrl>/<shard>.crl`: the same text in the certificate and in the list, or the list is not taken for it. */
export function crlAddress(crlUrl: string, shard: number): string {
  return `${crlUrl.replace(/\/+$/, "")}/${shard}.crl`;
}

function subjectOf(plan: CertificatePlan) {
  if (plan.profile === "client") return { country: "JP", organization: plan.organization, commonName: plan.commonName };
  return { commonName: plan.hosts[0] ?? "" };
}
