import { createPublicKey } from "node:crypto";
import { hostBytes } from "./host-bytes.ts";
import type { Issuer } from "./issuer.ts";
import type { CertificatePlan } from "./prepare.ts";
import { profiles, validUntil } from "./profile.ts";
import { isSerial } from "./serial.ts";

/** A certificate was planned that must not be signed. A bug of the caller, not a refusal for a person. */
class PlanError extends Error {
  override readonly name = "PlanError";
}

/** @throws PlanError naming everything that is wrong with the plan. */
export function lintPlan(plan: CertificatePlan, issuer: Issuer): void {
  const faults = [...lintSubject(plan), ...lintDates(plan, issuer), ...lintKey(plan), ...lintRest(plan)];
  if (faults.length > 0) throw new PlanError(`This certificate must not be signed: ${faults.join("; ")}.`);
}

function* lintSubject(plan: CertificatePlan): Generator<string> {
  if (plan.profile === "client") {
    if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(plan.organization)) {
      yield "the organization is not an ORCAMO ID (1 to 64 letters, digits, _ or -)";
    }
    if (!/^[a-z]{1,32}[1-9][0-9]{0,15}$/.test(plan.commonName)) yield "the common name is not a kind and a number";
    return;
  }
  if (plan.hosts.length === 0) yield "a server certificate names no host";
  if ((plan.hosts[0] ?? "").length > 64) yield "the first host is longer than a common name may be (64)";
  for (const host of plan.hosts) if (!isHost(host)) yield `"${host}" is neither a DNS name nor an IP address`;
}

function* lintDates(plan: CertificatePlan, issuer: Issuer): Generator<string> {
  const { notBefore, notAfter } = plan;
  if (!isWholeSecond(notBefore) || !isWholeSecond(notAfter)) yield "a date is not one, or has a fraction of a second";
  else if (notAfter <= notBefore) yield "it ends before it begins";
  else if (notAfter > validUntil(plan.profile, notBefore)) yield `it is valid longer than the profile ${plan.profile} allows`;
  if (notAfter > issuer.notAfter) yield "it outlives its authority";
}

function* lintKey(plan: CertificatePlan): Generator<string> {
  const wanted = profiles[plan.profile].modulusLength;
  try {
    const key = createPublicKey({ key: Buffer.from(plan.publicKey), format: "der", type: "spki" });
    const { modulusLength, publicExponent } = key.asymmetricKeyDetails ?? {};
    if (key.asymmetricKeyType !== "rsa" || modulusLength !== wanted || publicExponent !== 65_537n) {
      yield `the key is not RSA-${wanted} with exponent 65537`;
    }
  } catch {
    yield "the public key cannot be read";
  }
}

function* lintRest(plan: CertificatePlan): Generator<string> {
  if (!isSerial(plan.serial)) yield "the serial number is not 16 positive bytes in lower-case hex";
  if (!Number.isSafeInteger(plan.shard) || plan.shard < 0) yield "the shard of the revocation list is not a number";
  // RFC 5280 §8: fetching a list over https would need the list first.
  if (!/^http:\/\/[\x21-\x7e]+$/.test(plan.crlUrl)) yield "the address of the revocation list is not an http:// address";
}

function isHost(host: string): boolean {
  const label = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
  return hostBytes(host) !== undefined || (host.length <= 253 && host.split(".").every((part) => label.test(part)));
}

function isWholeSecond(moment: Date): boolean {
  return moment.getTime() % 1000 === 0;
}
