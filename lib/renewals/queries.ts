import { permit } from "../access/permissions.ts";
import { type CertificateKind, limits } from "../certificates/model.ts";
import { type Page, pageOf } from "../platform/paging.ts";
import type { Scope } from "../platform/scope.ts";
import { failureDays, type RenewalDoor, type RenewalResult } from "./model.ts";
import { renewalReason } from "./reason-words.ts";

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
  const open = await unresolved(scope);
  const page = pageOf(input.page, open.length, limits.pageSize);
  const shown = open.slice((page.number - 1) * page.size, page.number * page.size);
  const found = await scope.db.renewalAttempt.findMany({
    where: { result: "refused", OR: shown.map(({ number, lastAt }) => ({ number, lastAt })) },
    select: { ...attemptFields, number: true, commonName: true, line: { select: { kind: true, note: true } } },
  });
  const rows = shown.flatMap(({ number, count }) => {
    const row = found.find((attempt) => attempt.number === number);
    if (!row) return [];
    const { line, ...attempt } = row;
    return [{ ...attempt, ...line, count }];
  });
  return { rows, page, urgent: open.some(({ reason }) => !renewalReason(reason).harmless) };
}

interface Failure {
  readonly number: number;
  readonly reason: string;
  readonly lastAt: Date;
  readonly count: number;
}

/** A few rows a line at most, however often its program asks: the table is not read through. */
async function unresolved(scope: Scope): Promise<Failure[]> {
  const failures = await refusals(scope);
  const numbers = [...failures.keys()];
  if (numbers.length === 0) return [];
  const [successes, current] = await Promise.all([
    scope.db.renewalAttempt.groupBy({
      by: ["number"],
      where: { number: { in: numbers }, result: { not: "refused" } },
      _max: { lastAt: true },
    }),
    scope.db.certificate.findMany({
      where: { number: { in: numbers }, current: true, state: "active" },
      select: { number: true, issuedAt: true },
    }),
  ]);
  const later = new Map(successes.map(({ number, _max }) => [number, _max.lastAt?.getTime() ?? 0]));
  return current
    .flatMap(({ number, issuedAt }) => {
      const failure = failures.get(number);
      const success = Math.max(later.get(number) ?? 0, issuedAt?.getTime() ?? 0);
      return failure && failure.lastAt.getTime() > success ? [failure] : [];
    })
    .sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime() || a.number - b.number);
}

/** The newest ones: more than anybody works off, and far fewer than PostgreSQL takes numbers in one question. */
const mostGroups = 2_000;

async function refusals(scope: Scope): Promise<Map<number, Failure>> {
  const since = new Date(scope.clock.now().getTime() - failureDays * 86_400_000);
  const groups = await scope.db.renewalAttempt.groupBy({
    by: ["number", "reason"],
    where: { result: "refused", lastAt: { gte: since } },
    _max: { lastAt: true },
    _sum: { count: true },
    orderBy: { _max: { lastAt: "desc" } },
    take: mostGroups,
  });
  const byNumber = new Map<number, Failure>();
  for (const { number, reason, _max, _sum } of groups) {
    const known = byNumber.get(number);
    const lastAt = _max.lastAt ?? since;
    const count = (known?.count ?? 0) + (_sum.count ?? 0);
    const newest = known && known.lastAt > lastAt ? known : { number, reason: reason ?? "", lastAt };
    byNumber.set(number, { ...newest, count });
  }
  return byNumber;
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
