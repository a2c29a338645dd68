import { permit } from "../access/permissions.ts";
import { env } from "../platform/env.ts";
import { formatDate, startOfDay } from "../platform/format.ts";
import { type Page, pageOf } from "../platform/paging.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { CertificateListInput } from "./inputs.ts";
import {
  type CertificateKind,
  type CertificateStatus,
  type encryptionLabels,
  limits,
  type RenewalRefusal,
  reminderDays,
  renewalRefusal,
  statusOf,
} from "./model.ts";

export interface CertificateRow {
  readonly number: number;
  readonly commonName: string;
  readonly organization: string;
  readonly status: CertificateStatus;
  readonly kind: CertificateKind;
  readonly notAfter: Date;
  readonly requestedAt: Date;
}

/** 証明書一覧: one row a line of certificates, its newest generation; soonest expiry first. */
export async function listCertificates(
  scope: Scope,
  input: CertificateListInput,
): Promise<{ rows: CertificateRow[]; page: Page }> {
  permit(scope, "certificates:read");
  const now = scope.clock.now();
  const where = certificateFilter(input, now);
  const page = pageOf(input.page, await scope.db.certificate.count({ where }), limits.pageSize);
  const rows = await scope.db.certificate.findMany({
    where,
    select: rowFields,
    orderBy: orderOf(input.sort),
    skip: (page.number - 1) * page.size,
    take: page.size,
  });
  return { rows: rows.map(({ state, ...row }) => ({ ...row, status: statusOf({ state, notAfter: row.notAfter }, now) })), page };
}

export interface GenerationRow {
  readonly generation: number;
  readonly serial: string;
  readonly status: CertificateStatus;
  readonly issuedAt: Date | null;
  readonly notAfter: Date;
  readonly firstUsedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

export interface CertificateDetails extends CertificateRow {
  readonly generation: number;
  readonly serial: string;
  readonly issuedAt: Date | null;
  readonly revokedAt: Date | null;
  readonly revocationReason: string | null;
  readonly note: string;
  /** Of the file that programs fetch. */
  readonly encryption: keyof typeof encryptionLabels;
  /** When somebody came with it for the first time. */
  readonly firstUsedAt: Date | null;
  /** Why it cannot be renewed now, or undefined when it can. */
  readonly renewalRefusal: RenewalRefusal | undefined;
  /** Whether there is a file to hand out: it works or did until it expired, and its key is here. */
  readonly downloadable: boolean;
  /** The terminal made its key itself (RFC 7030). */
  readonly keyElsewhere: boolean;
  /** Older generations: still valid until they expire or are revoked. */
  readonly predecessors: readonly GenerationRow[];
}

/** 申請済証明書詳細, by the number that its address and file name carry. @throws Refusal NOT_FOUND */
export async function getCertificate(scope: Scope, number: number): Promise<CertificateDetails> {
  permit(scope, "certificates:read");
  const now = scope.clock.now();
  const rows = await scope.db.certificate.findMany({
    where: { number },
    select: { ...rowFields, ...detailFields },
    orderBy: { generation: "desc" },
  });
  const current = rows.find((row) => row.current);
  if (!current) throw new Refusal("NOT_FOUND", { number });
  const { state, line, current: _, lastUsedAt: __, passwordEnvelope, ...shown } = current;
  return {
    ...shown,
    ...line,
    status: statusOf(current, now),
    renewalRefusal: renewalRefusal(current, now, env().renewalMinimumAgeHours),
    downloadable: state === "active" && passwordEnvelope !== null,
    keyElsewhere: passwordEnvelope === null,
    predecessors: rows
      .filter((row) => row.generation < current.generation)
      .map(({ generation, serial, issuedAt, notAfter, firstUsedAt, lastUsedAt, ...row }) => ({
        generation,
        serial,
        issuedAt,
        notAfter,
        firstUsedAt,
        lastUsedAt,
        status: statusOf({ ...row, notAfter }, now),
      })),
  };
}

/** TOP's summary: how many are in use, near their end, past it. */
export async function countExpiries(scope: Scope): Promise<{ active: number; ending: number; expired: number }> {
  permit(scope, "certificates:read");
  const now = scope.clock.now();
  // To the end of that day in Japan, as the list that the number leads to counts.
  const soon = new Date(startOfDay(formatDate(new Date(now.getTime() + reminderDays * dayMs))).getTime() + dayMs);
  const [active, ending, expired] = await Promise.all([
    scope.db.certificate.count({ where: { current: true, state: "active", notAfter: { gt: now } } }),
    scope.db.certificate.count({ where: { current: true, state: "active", notAfter: { gt: now, lt: soon } } }),
    scope.db.certificate.count({ where: { current: true, state: "active", notAfter: { lte: now } } }),
  ]);
  return { active, ending, expired };
}

/** How many lines a tenant can still use beside this one: who revokes the last but one should know it. */
export async function countOthersInUse(scope: Scope, number: number): Promise<number> {
  permit(scope, "certificates:read");
  const where = { current: true, state: "active", notAfter: { gt: scope.clock.now() }, number: { not: number } } as const;
  return scope.db.certificate.count({ where });
}

/** Days are Japanese days, both ends included. */
export function certificateFilter(input: CertificateListInput, now: Date): Prisma.CertificateWhereInput {
  return {
    AND: [
      { current: true },
      statusFilter(input.status, now),
      input.kind === "all" ? {} : { kind: input.kind },
      nameFilter(input.cn),
      input.from ? { notAfter: { gte: startOfDay(input.from) } } : {},
      input.to ? { notAfter: { lt: new Date(startOfDay(input.to).getTime() + dayMs) } } : {},
    ],
  };
}

const dayMs = 86_400_000;

/** What a row of the list shows. */
export const rowFields = {
  number: true,
  commonName: true,
  organization: true,
  state: true,
  kind: true,
  notAfter: true,
  requestedAt: true,
} as const;

const detailFields = {
  current: true,
  generation: true,
  serial: true,
  issuedAt: true,
  revokedAt: true,
  revocationReason: true,
  firstUsedAt: true,
  lastUsedAt: true,
  passwordEnvelope: true,
  line: { select: { note: true, encryption: true } },
} as const;

function statusFilter(status: CertificateListInput["status"], now: Date): Prisma.CertificateWhereInput {
  if (status === "all") return {};
  if (status === "expired") return { state: "active", notAfter: { lte: now } };
  if (status === "active") return { state: "active", notAfter: { gt: now } };
  return { state: status };
}

/** `client2`, `CN=client21`, or the number alone: by prefix and number, which the index serves. */
function nameFilter(text: string): Prisma.CertificateWhereInput {
  const name = text
    .replace(/^cn=/i, "")
    .replace(/,o=.*$/i, "")
    .toLowerCase();
  if (name === "") return {};
  const number = /^0*(\d{1,9})$/.exec(name)?.[1];
  return number ? { number: Number(number) } : { commonName: { startsWith: name } };
}

function orderOf(sort: CertificateListInput["sort"]): Prisma.CertificateOrderByWithRelationInput[] {
  const direction = sort.startsWith("-") ? "desc" : "asc";
  const column = sort.replace("-", "") as "notAfter" | "requestedAt" | "number";
  return column === "number" ? [{ number: direction }] : [{ [column]: direction }, { number: "asc" }];
}
