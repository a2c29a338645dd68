import { renewalPermission } from "../access/certificate-scope.ts";
import { permit } from "../access/permissions.ts";
import { type AuditEvent, recordAudit } from "../audit/record.ts";
import { currentAuthority } from "../authority/current.ts";
import { signCertificate } from "../authority/issue.ts";
import { thumbprintOf } from "../authority/read-certificate.ts";
import { openSigner } from "../authority/signer.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { subjectText } from "./model.ts";
import { findPlanned, type PlannedCertificate } from "./plan.ts";

/** What happens together with the signature: in its transaction, and in its entry of the log. */
export interface Along {
  readonly write?: (inner: Scope) => Promise<void>;
  readonly facts?: AuditEvent["facts"];
}

/**
 * Signs a planned certificate and makes it the current one of its line, with its audit row. Signing again gives the
 * same bytes, so that a repeat, a second process or the worker after a crash all end with the same certificate.
 * @param planned its id, or what planCertificate has just returned
 * @returns whether it was this call that did it
 * @throws Refusal CERTIFICATE_NOT_ACTIVE when it, or its line, was revoked before
 */
export async function finishCertificate(
  scope: Scope,
  planned: string | PlannedCertificate,
  action: "certificates:issue" | "certificates:renew",
  along: Along = {},
): Promise<boolean> {
  permit(scope, action === "certificates:issue" ? "certificates:request" : renewalPermission(scope));
  const plan = typeof planned === "string" ? await findPlanned(scope, planned) : planned;
  if (plan.state === "rejected") throw new Refusal("CERTIFICATE_NOT_ACTIVE", { commonName: plan.commonName });
  if (plan.state !== "requested") return false;
  const certificate = await signCertificate(plan.planned, openSigner(await currentAuthority()));
  const place = await inTransaction(scope, async (inner) => {
    // What the worker finishes nobody has got yet.
    await lockLine(inner, plan.lineId, scope.actor.standing === "system" ? {} : madeGood);
    const found = await makePlace(inner, plan);
    if (found === "dead") await inner.db.certificate.updateMany({ where: due(plan), data: { state: "rejected" } });
    if (found === "dead" || found === "signed") return found;
    await activate(inner, plan, certificate, found === "current");
    await along.write?.(inner);
    const { number, generation, serial, notAfter } = plan;
    const facts = { number, generation, serial, notAfter: notAfter.toISOString(), ...along.facts };
    await recordAudit(inner, { action, target: subjectText(plan), facts });
    return found;
  });
  if (place === "dead") throw new Refusal("CERTIFICATE_NOT_ACTIVE", { commonName: plan.commonName });
  return place !== "signed";
}

/**
 * Behind the line's lock. Of a line that was revoked since the plan was made nothing comes to life: dead. Older: a newer one
 * was made while the plan waited, and stays the one that lists show.
 */
async function makePlace({ db }: Scope, { id, lineId, generation }: PlannedCertificate) {
  const current = { lineId, current: true };
  const former = { ...current, state: "active", generation: { lt: generation } } as const;
  // Nearly always it is so, and one statement: what is in use gives its place to the plan.
  if ((await db.certificate.updateMany({ where: former, data: { current: false } })).count === 1) return "current";
  const line = await db.certificate.findMany({ where: { lineId }, select: { id: true, generation: true, state: true } });
  const own = line.find((row) => row.id === id);
  if (!own || own.state === "rejected") return "dead";
  if (own.state !== "requested") return "signed";
  if (generation === 1) return "current";
  const inUse = line.filter(({ state }) => state === "active");
  if (inUse.length === 0) return "dead";
  if (inUse.some((row) => row.generation > generation)) return "older";
  await db.certificate.updateMany({ where: current, data: { current: false } });
  return "current";
}

async function activate({ db }: Scope, plan: PlannedCertificate, certificate: Buffer, current: boolean): Promise<void> {
  const thumbprint = thumbprintOf(certificate);
  await db.certificate.update({
    where: due(plan),
    data: { state: "active", current, certificate: new Uint8Array(certificate), thumbprint, issuedAt: plan.notBefore },
    select: { id: true },
  });
}

function due({ id }: PlannedCertificate) {
  return { id, state: "requested" } as const;
}

/** What a line had been refused before is over with its success. */
export const madeGood = { refusedAt: null, refusedReason: null } as const;

/** Two requests for one line go one after the other. @param line its id or its number; @param data what is noted on it */
export async function lockLine(
  scope: Pick<Scope, "db" | "clock">,
  line: string | { readonly number: number },
  data: Partial<typeof madeGood> = {},
): Promise<void> {
  const where = typeof line === "string" ? { id: line } : line;
  await scope.db.certificateLine.update({ where, data: { ...data, touchedAt: scope.clock.now() }, select: { id: true } });
}
