import { officeDb } from "../access/office.ts";
import { can, permit } from "../access/permissions.ts";
import { type Page, pageOf } from "../platform/paging.ts";
import type { Prisma } from "../platform/prisma/client.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { NoticeListInput } from "./inputs.ts";
import { limits, type NoticeAudience, type NoticeStatus, noticeStatus } from "./model.ts";

export interface NoticeLine {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly important: boolean;
  readonly startsAt: Date;
}

/** What stands on TOP now, newest first; `administrators` is undefined for who is none of them. */
export async function listNotices(scope: Scope): Promise<{ system: NoticeLine[]; administrators: NoticeLine[] | undefined }> {
  permit(scope, "notices:read");
  const of = (audience: NoticeAudience) =>
    scope.db.notice.findMany({
      where: { AND: [{ audience }, statusFilter("shown", scope.clock.now())] },
      orderBy: [{ startsAt: "desc" }, { id: "desc" }],
      select: { id: true, title: true, body: true, important: true, startsAt: true },
      take: 50,
    });
  const mayReadAll = can(scope.actor, "notices:read-administrators");
  return { system: await of("system"), administrators: mayReadAll ? await of("administrators") : undefined };
}

export interface NoticeRow {
  readonly id: string;
  readonly audience: NoticeAudience;
  /** ORCAMO ID of the organisation that it is for; null for all. */
  readonly orcamoId: string | null;
  readonly important: boolean;
  readonly title: string;
  readonly startsAt: Date;
  readonly endsAt: Date | null;
  readonly status: NoticeStatus;
}

/** お知らせ of the operator's console: all that there ever were, newest first. */
export async function listAllNotices(scope: Scope, input: NoticeListInput): Promise<{ rows: NoticeRow[]; page: Page }> {
  permit(scope, "console:read");
  const now = scope.clock.now();
  const where: Prisma.NoticeWhereInput = {
    AND: [
      statusFilter(input.status, now),
      input.audience === "all" ? {} : { audience: input.audience },
      input.tenant === "" ? {} : { tenant: { orcamoId: input.tenant } },
    ],
  };
  const db = officeDb(scope);
  const page = pageOf(input.page, await db.notice.count({ where }), limits.pageSize);
  const rows = await db.notice.findMany({
    where,
    select: rowFields,
    orderBy: [{ startsAt: "desc" }, { id: "desc" }],
    skip: (page.number - 1) * page.size,
    take: page.size,
  });
  return { rows: rows.map((row) => asRow(row, now)), page };
}

export interface NoticeDetails extends NoticeRow {
  readonly body: string;
  readonly version: number;
}

/** @throws Refusal NOT_FOUND */
export async function getNotice(scope: Scope, id: string): Promise<NoticeDetails> {
  permit(scope, "console:read");
  const found = await officeDb(scope).notice.findUnique({
    where: { id },
    select: { ...rowFields, body: true, version: true },
  });
  if (!found) throw new Refusal("NOT_FOUND", { id });
  return { ...asRow(found, scope.clock.now()), body: found.body, version: found.version };
}

const rowFields = {
  id: true,
  audience: true,
  important: true,
  title: true,
  startsAt: true,
  endsAt: true,
  withdrawnAt: true,
  tenant: { select: { orcamoId: true } },
} as const;

type FoundRow = Prisma.NoticeGetPayload<{ select: typeof rowFields }>;

function asRow({ id, audience, important, title, startsAt, endsAt, withdrawnAt, tenant }: FoundRow, now: Date): NoticeRow {
  const status = noticeStatus({ startsAt, endsAt, withdrawnAt }, now);
  return { id, audience, orcamoId: tenant?.orcamoId ?? null, important, title, startsAt, endsAt, status };
}

function statusFilter(status: NoticeListInput["status"], now: Date): Prisma.NoticeWhereInput {
  if (status === "all") return {};
  if (status === "withdrawn") return { withdrawnAt: { not: null } };
  const standing = { withdrawnAt: null } as const;
  if (status === "upcoming") return { ...standing, startsAt: { gt: now } };
  if (status === "over") return { ...standing, startsAt: { lte: now }, endsAt: { lte: now } };
  return { ...standing, startsAt: { lte: now }, OR: [{ endsAt: null }, { endsAt: { gt: now } }] };
}
