import type { TenantDb } from "../platform/db.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import type { Scope } from "../platform/scope.ts";

/** Which rows: what `where` says, from a moment on (included), up to another (not included). */
export interface SignInFilter {
  readonly where: Prisma.SignInWhereInput;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A row's place in the order of the list: two of one millisecond differ in their id. */
export interface Place {
  readonly at: Date;
  readonly id: string;
}

export type SignInRow = Awaited<ReturnType<typeof find>>[number];

/** Rows older than a place, newest first; from the newest when no place is given. */
export async function findOlder(scope: Finder, filter: SignInFilter, place: Place | undefined, take: number) {
  const start = earliest(place?.at ?? scope.clock.now(), filter.to);
  const [near = start, far = start] = reach.map((months) => startOfMonth(start, -months));
  const keyset = place ? { at: { lte: place.at }, OR: [{ at: { lt: place.at } }, { id: { lt: place.id } }] } : {};
  const spans = [{ from: near }, { from: far, to: near }, { to: far }];
  return collect(scope.db, filter, keyset, spans, "desc", take);
}

/** Rows newer than a place, oldest first. */
export async function findNewer(scope: Finder, filter: SignInFilter, place: Place, take: number) {
  const start = latest(place.at, filter.from);
  const [near = start, far = start] = reach.map((months) => startOfMonth(start, months + 1));
  const keyset = { at: { gte: place.at }, OR: [{ at: { gt: place.at } }, { id: { gt: place.id } }] };
  const spans = [{ to: near }, { from: near, to: far }, { from: far }];
  return collect(scope.db, filter, keyset, spans, "asc", take);
}

type Finder = Pick<Scope, "db" | "clock">;

interface Span {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/**
 * How many months are looked into at once; what lies beyond is asked for when these do not fill the page. Each month is
 * a table of its own with its own indexes: over all of them planning alone costs some ten times the page, and every one
 * is locked.
 */
const reach = [2, 14];

async function collect(
  db: TenantDb,
  filter: SignInFilter,
  keyset: Prisma.SignInWhereInput,
  spans: readonly Span[],
  direction: "asc" | "desc",
  take: number,
) {
  const rows: SignInRow[] = [];
  for (const span of spans) {
    const from = latest(span.from, filter.from);
    const to = earliest(span.to, filter.to);
    if (rows.length >= take || (from && to && from >= to)) continue;
    const at = { ...(from && { gte: from }), ...(to && { lt: to }) };
    rows.push(...(await find(db, { AND: [filter.where, { at }, keyset] }, direction, take - rows.length)));
  }
  return rows;
}

/**
 * The keyset's condition is written so that an index that ends in (at, id) serves it: `at < x OR (at = x AND id < y)`
 * would read every newer row.
 */
function find(db: TenantDb, where: Prisma.SignInWhereInput, direction: "asc" | "desc", take: number) {
  return db.signIn.findMany({ where, select: fields, orderBy: [{ at: direction }, { id: direction }], take });
}

const fields = {
  id: true,
  at: true,
  loginId: true,
  name: true,
  door: true,
  result: true,
  reason: true,
  address: true,
  commonName: true,
  serial: true,
  userAgent: true,
} as const;

/** Partitions are months of UTC. */
function startOfMonth(moment: Date, months: number): Date {
  return new Date(Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth() + months));
}

function earliest<T extends Date | undefined>(one: T, other: Date | undefined): T | Date {
  return other && (!one || other < one) ? other : one;
}

function latest<T extends Date | undefined>(one: T, other: Date | undefined): T | Date {
  return other && (!one || other > one) ? other : one;
}
