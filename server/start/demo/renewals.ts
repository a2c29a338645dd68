import { certificateScope } from "#lib/access/certificate-scope.ts";
import { recordFirstUse } from "#lib/certificates/first-use.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { inTransaction } from "#lib/platform/db.ts";
import type { Peer } from "#lib/platform/peer.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import type { RenewalDoor, RenewalResult } from "#lib/renewals/model.ts";
import { presented } from "#lib/renewals/presented.ts";
import { recordAttempt } from "#lib/renewals/record-attempt.ts";
import { recordRefusedRenewal } from "#lib/renewals/record-refused.ts";
import { renewedInDemo } from "./certificates.ts";

interface DemoAttempt {
  readonly number: number;
  readonly generation?: number;
  /** Before the first start. */
  readonly hours: number;
  readonly door: Exclude<RenewalDoor, "page">;
  readonly result: RenewalResult;
  readonly reason?: "CERTIFICATE_KIND_NOT_RENEWABLE" | "CERTIFICATE_EXPIRED";
  readonly program: string;
  readonly address: string;
}

const java = { door: "api", program: "Java/1.8.0_402", address: "203.0.113.21" } as const;
/** Says no name. */
const glclient = { door: "api", program: "", address: "203.0.113.35" } as const;

/** Two terminals that nobody knows to have failed, and one that has its new certificate. */
const attempts: readonly DemoAttempt[] = [
  { ...java, number: renewedInDemo.number, hours: 20 * 24, result: "renewed" },
  { ...java, number: renewedInDemo.number, hours: 19 * 24, result: "repeated" },
  { ...glclient, number: 606, hours: 51, result: "refused", reason: "CERTIFICATE_KIND_NOT_RENEWABLE" },
  { ...java, number: 634, hours: 50, result: "refused", reason: "CERTIFICATE_EXPIRED" },
  { ...java, number: 634, hours: 26, result: "refused", reason: "CERTIFICATE_EXPIRED" },
  { ...java, number: 634, hours: 2, result: "refused", reason: "CERTIFICATE_EXPIRED" },
];

/** What programs in the field did before the first start. */
export async function makeDemoRenewals(began: Date): Promise<void> {
  for (const attempt of attempts) await make(attempt, new Date(began.getTime() - attempt.hours * 3_600_000));
  const { number, firstUsed } = renewedInDemo;
  const peer = await peerOf({ ...java, number, generation: 2 });
  await recordFirstUse(certificateScope(peer, clockAt(new Date(began.getTime() - firstUsed * 86_400_000))));
}

async function make({ door, result, reason, ...from }: DemoAttempt, now: Date): Promise<void> {
  if (await systemDb().renewalAttempt.findFirst({ where: { number: from.number, firstAt: now } })) return;
  const peer = await peerOf(from);
  if (reason === "CERTIFICATE_EXPIRED") return recordRefusedRenewal(expired(peer), door, now);
  const scope = certificateScope(peer, clockAt(now));
  const attempt = { ...presented(scope), door, result, ...(reason && { reason }) };
  await inTransaction(scope, (inner) => recordAttempt(inner, attempt));
}

function expired({ certificate, ...peer }: Peer): Peer {
  if (!("id" in certificate)) throw new Error("A demo certificate is not there.");
  return { ...peer, certificate: { ...certificate, state: "expired" } };
}

type From = Pick<DemoAttempt, "number" | "generation" | "program" | "address">;

async function peerOf({ number, generation = 1, program, address }: From): Promise<Peer> {
  const row = await systemDb().certificate.findUniqueOrThrow({
    where: { number_generation: { number, generation } },
    include: { line: { include: { tenant: { select: { name: true, kind: true } } } } },
  });
  const { tenant } = row.line;
  const { id, tenantId, kind, commonName, organization, serial, notAfter } = row;
  const known = { id, tenantId, number, generation, kind, commonName, organization, serial, notAfter };
  return {
    requestId: "",
    path: "/api/cert",
    address,
    userAgent: program,
    tlsVersion: "TLSv1.2",
    certificate: { state: "valid", ...known, thumbprint: row.thumbprint ?? "", tenantName: tenant.name, tenantKind: tenant.kind },
  };
}
