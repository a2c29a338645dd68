import { randomUUID } from "node:crypto";
import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { currentAuthority } from "../authority/current.ts";
import { signCertificate } from "../authority/issue.ts";
import { makeKeyPair } from "../authority/key-pair.ts";
import { makePassword } from "../authority/password.ts";
import { prepareCertificate } from "../authority/prepare.ts";
import { validUntil, wholeSeconds } from "../authority/profile.ts";
import { describeCertificate } from "../authority/read-certificate.ts";
import { makeSerial } from "../authority/serial.ts";
import { openSigner } from "../authority/signer.ts";
import { inTransaction } from "../platform/db.ts";
import { env } from "../platform/env.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { type CertificateKind, type CertificateState, subjectText } from "./model.ts";

export interface Line {
  readonly id: string;
  readonly number: number;
  readonly kind: CertificateKind;
}

/** The key and password of a certificate to come; made before any row is locked. Bound to the tenant, which may be to come too. */
export interface Secrets {
  readonly id: string;
  readonly publicKey: Buffer;
  readonly keyEnvelope: Buffer;
  readonly passwordEnvelope: Buffer;
}

export async function makeSecrets({ tenant }: { readonly tenant: { readonly id: string } }): Promise<Secrets> {
  const id = randomUUID();
  const { publicKey, envelope } = await makeKeyPair(keyBinding(tenant.id, id));
  return { id, publicKey, keyEnvelope: envelope, passwordEnvelope: makePassword(passwordBinding(tenant.id, id)) };
}

/**
 * Writes the planned certificate with its to-be-signed part: from here on a crash leaves a record that
 * finishCertificate completes, never an unknown certificate (ARCHITECTURE.md §4, rule 4).
 * @param notAfter when it ends before the three years of the profile are over.
 */
export async function planCertificate(
  scope: Scope,
  line: Line,
  generation: number,
  secrets: Secrets,
  notAfter?: Date,
): Promise<string> {
  const authority = await currentAuthority();
  const now = scope.clock.now();
  const notBefore = wholeSeconds(now);
  const dates = { notBefore, notAfter: notAfter ?? validUntil("client", notBefore) };
  const commonName = `${line.kind}${line.number}`;
  const organization = scope.tenant.orcamoId;
  const serial = makeSerial();
  const planned = prepareCertificate({
    profile: "client",
    organization,
    commonName,
    serial,
    ...dates,
    publicKey: secrets.publicKey,
    authorityCertificate: authority.certificate,
    crlUrl: env().crlUrl,
    shard: 0,
  });
  await scope.db.certificate.create({
    data: {
      id: secrets.id,
      tenantId: scope.tenant.id,
      lineId: line.id,
      number: line.number,
      generation,
      current: generation === 1,
      kind: line.kind,
      state: "requested",
      commonName,
      organization,
      serial,
      ...dates,
      requestedAt: now,
      profile: "client",
      authorityId: authority.id,
      planned: new Uint8Array(planned),
      keyEnvelope: new Uint8Array(secrets.keyEnvelope),
      passwordEnvelope: new Uint8Array(secrets.passwordEnvelope),
    },
    select: { id: true },
  });
  return secrets.id;
}

/**
 * Signs a planned certificate and makes it the current one of its line, with its audit row. Signing again gives the
 * same bytes, so that a repeat, a second process or the worker after a crash all end with the same certificate.
 * @throws Refusal CERTIFICATE_NOT_ACTIVE when it was revoked before it was signed
 */
export async function finishCertificate(
  scope: Scope,
  certificateId: string,
  action: "certificates:issue" | "certificates:renew",
): Promise<void> {
  permit(scope, action === "certificates:issue" ? "certificates:request" : "certificates:renew");
  const planned = await scope.db.certificate.findUniqueOrThrow({ where: { id: certificateId }, select: plannedFields });
  if (!isDue(planned)) return;
  const certificate = await signCertificate(planned.planned, openSigner(await currentAuthority()));
  const { thumbprint, serial } = describeCertificate(certificate);
  await inTransaction(scope, async (inner) => {
    const { db } = inner;
    await lockLine(inner, planned.lineId);
    const still = await db.certificate.findUniqueOrThrow({ where: { id: certificateId }, select: { state: true } });
    if (!isDue({ ...planned, ...still })) return;
    if (planned.generation > 1) {
      await db.certificate.updateMany({
        where: { lineId: planned.lineId, current: true, id: { not: certificateId } },
        data: { current: false },
      });
    }
    await db.certificate.update({
      where: { id: certificateId },
      data: { state: "active", current: true, certificate: new Uint8Array(certificate), thumbprint, issuedAt: planned.notBefore },
      select: { id: true },
    });
    await recordAudit(inner, {
      action,
      target: subjectText(planned),
      facts: { number: planned.number, generation: planned.generation, serial, notAfter: planned.notAfter.toISOString() },
    });
  });
}

const plannedFields = {
  state: true,
  lineId: true,
  number: true,
  generation: true,
  commonName: true,
  organization: true,
  notBefore: true,
  notAfter: true,
  planned: true,
} as const;

function isDue({ state, commonName }: { readonly state: CertificateState; readonly commonName: string }): boolean {
  if (state === "rejected") throw new Refusal("CERTIFICATE_NOT_ACTIVE", { commonName });
  return state === "requested";
}

/** Two requests for one line go one after the other. */
export async function lockLine(scope: Pick<Scope, "db" | "clock">, lineId: string): Promise<void> {
  await scope.db.certificateLine.update({ where: { id: lineId }, data: { touchedAt: scope.clock.now() }, select: { id: true } });
}

export function keyBinding(tenant: string, row: string) {
  return { tenant, row, purpose: "certificate-key" } as const;
}

export function passwordBinding(tenant: string, row: string) {
  return { tenant, row, purpose: "certificate-password" } as const;
}
