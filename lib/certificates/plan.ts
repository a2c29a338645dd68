import { randomUUID } from "node:crypto";
import { currentAuthority } from "../authority/current.ts";
import { takeKeyPair } from "../authority/key-pool.ts";
import { prepareCertificate } from "../authority/prepare.ts";
import { validUntil, wholeSeconds } from "../authority/profile.ts";
import { makeSerial } from "../authority/serial.ts";
import { env } from "../platform/env.ts";
import type { Scope } from "../platform/scope.ts";
import type { CertificateKind } from "./model.ts";

export interface Line {
  readonly id: string;
  readonly number: number;
  readonly kind: CertificateKind;
}

/**
 * The key and password of a certificate to come; made before any row is locked. Bound to the tenant, which may be to come
 * too. The public key alone where the terminal keeps the other one (RFC 7030).
 */
export interface Secrets {
  readonly id: string;
  readonly publicKey: Buffer;
  readonly keyEnvelope?: Buffer | undefined;
  readonly passwordEnvelope?: Buffer | undefined;
  readonly derivationEnvelope?: Buffer | undefined;
}

export async function makeSecrets({ tenant }: { readonly tenant: { readonly id: string } }): Promise<Secrets> {
  const id = randomUUID();
  return { id, ...(await takeKeyPair(tenant.id, id)) };
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
): Promise<PlannedCertificate> {
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
  return scope.db.certificate.create({
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
      keyEnvelope: bytesOf(secrets.keyEnvelope),
      passwordEnvelope: bytesOf(secrets.passwordEnvelope),
      derivationEnvelope: bytesOf(secrets.derivationEnvelope),
    },
    select: plannedFields,
  });
}

/** By its id. Without permission: for callers that have asked. */
export function findPlanned(scope: Scope, id: string) {
  return scope.db.certificate.findUniqueOrThrow({ where: { id }, select: plannedFields });
}

export type PlannedCertificate = Awaited<ReturnType<typeof findPlanned>>;

const plannedFields = {
  id: true,
  state: true,
  lineId: true,
  number: true,
  generation: true,
  commonName: true,
  organization: true,
  serial: true,
  notBefore: true,
  notAfter: true,
  planned: true,
  passwordEnvelope: true,
} as const;

function bytesOf(bytes: Buffer | undefined): Uint8Array<ArrayBuffer> | null {
  return bytes ? new Uint8Array(bytes) : null;
}
