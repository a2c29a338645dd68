import { permit } from "../access/permissions.ts";
import { type CertificateKind, limits } from "../certificates/model.ts";
import { type Page, pageOf } from "../platform/paging.ts";
import type { Scope } from "../platform/scope.ts";
import { failureDays, type RenewalDoor, type RenewalResult } from "./model.ts";
import { harmlessReasons } from "./reason-words.ts";

export interface AttemptRow {
  readonly id: string;
  readonly generation: number;
  readonly door: RenewalDoor;
  readonly result: RenewalResult;
  readonly reason: string | null;
  readonly address: string;
  readonly tlsVersion: string;
  readonly program: string;
  /** How often, from the first to the last time. */
  readonly count: number;
  readonly lastAt: Date;
}

/** 更新の記録: the last attempts of one line of certificates, whatever they came to. */
export async function listAttempts(scope: Scope, number: number): Promise<AttemptRow[]> {
  permit(scope, "certificates:read");
  return scope.db.renewalAttempt.findMany({
    where: { number },
    select: attemptFields,
    orderBy: [{ lastAt: "desc" }, { id: "desc" }],
    take: 10,
  });
}

export interface FailedRenewal extends AttemptRow {
  readonly number: number;
  readonly commonName: string;
  readonly kind: CertificateKind;
  readonly note: string;
}

export interface FailedRenewals {
  readonly rows: readonly FailedRenewal[];
  readonly page: Page;
  /** One of them, on whatever page, will not pass by itself. */
  readonly urgent: boolean;
}

/**
 * 更新に失敗した証明書: lines in use whose last word is a refusal, by any door, in the last days; newest first, each with its
 * newest refusal and how often it was refused in those days. Programs tell their users nothing of it.
 */
export async function listFailedRenewals(scope: Scope, input: { readonly page: number }): Promise<FailedRenewals> {
  permit(scope, "certificates:read");
  const { db } = scope;
  const since = new Date(scope.clock.now().getTime() - failureDays * 86_400_000);
  const where = { refusedAt: { gte: since }, certificates: { some: { current: true, state: "active" } } } as const;
  const [total, urgent] = await Promise.all([
    db.certificateLine.count({ where }),
    db.certificateLine.findFirst({ where: { ...where, refusedReason: { notIn: [...harmlessReasons] } }, select: { id: true } }),
  ]);
  const page = pageOf(input.page, total, limits.pageSize);
  const lines = await db.certificateLine.findMany({
    where,
    select: { number: true, kind: true, note: true, refusedAt: true },
    orderBy: [{ refusedAt: "desc" }, { number: "asc" }],
    skip: (page.number - 1) * page.size,
    take: page.size,
  });
  return { rows: await withAttempts(scope, lines, since), page, urgent: urgent !== null };
}

type RefusedLine = Pick<FailedRenewal, "number" | "kind" | "note"> & { readonly refusedAt: Date | null };

async function withAttempts({ db }: Scope, lines: readonly RefusedLine[], since: Date): Promise<FailedRenewal[]> {
  if (lines.length === 0) return [];
  const refused = { result: "refused" } as const;
  const [newest, counts] = await Promise.all([
    db.renewalAttempt.findMany({
      where: { ...refused, OR: lines.map(({ number, refusedAt }) => ({ number, lastAt: refusedAt ?? since })) },
      select: { ...attemptFields, number: true, commonName: true },
    }),
    db.renewalAttempt.groupBy({
      by: ["number"],
      where: { ...refused, number: { in: lines.map(({ number }) => number) }, lastAt: { gte: since } },
      _sum: { count: true },
    }),
  ]);
  return lines.flatMap(({ number, kind, note }) => {
    const attempt = newest.find((row) => row.number === number);
    const count = counts.find((row) => row.number === number)?._sum.count ?? 1;
    return attempt ? [{ ...attempt, kind, note, count }] : [];
  });
}

const attemptFields = {
  id: true,
  generation: true,
  door: true,
  result: true,
  reason: true,
  address: true,
  tlsVersion: true,
  program: true,
  count: true,
  lastAt: true,
} as const;
