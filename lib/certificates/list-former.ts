import { permit } from "../access/permissions.ts";
import { type Page, pageOf } from "../platform/paging.ts";
import type { Scope } from "../platform/scope.ts";
import { limits, type Switchover, switchoverOf } from "./model.ts";

export interface FormerRow {
  readonly id: string;
  readonly number: number;
  readonly commonName: string;
  readonly generation: number;
  readonly note: string;
  readonly notAfter: Date;
  /** To ten minutes. */
  readonly lastUsedAt: Date | null;
  /** Of the newest generation. */
  readonly firstUsedAt: Date | null;
  readonly switchover: Switchover;
}

/** 以前の証明書の利用状況: former generations that still work, the one that was used last first. */
export async function listFormerCertificates(
  scope: Scope,
  input: { readonly page: number },
): Promise<{ rows: FormerRow[]; page: Page }> {
  permit(scope, "certificates:read");
  const { db, clock } = scope;
  const where = {
    state: "active",
    current: false,
    notAfter: { gt: clock.now() },
    line: { certificates: { some: { current: true, state: "active" } } },
  } as const;
  const page = pageOf(input.page, await db.certificate.count({ where }), limits.pageSize);
  const found = await db.certificate.findMany({
    where,
    select: rowFields,
    orderBy: [{ lastUsedAt: { sort: "desc", nulls: "last" } }, { number: "asc" }, { generation: "desc" }],
    skip: (page.number - 1) * page.size,
    take: page.size,
  });
  const rows = found.map(({ line: { note, certificates }, ...row }) => {
    const firstUsedAt = certificates[0]?.firstUsedAt ?? null;
    return { ...row, note, firstUsedAt, switchover: switchoverOf({ firstUsedAt }, row) };
  });
  return { rows, page };
}

const rowFields = {
  id: true,
  number: true,
  commonName: true,
  generation: true,
  notAfter: true,
  lastUsedAt: true,
  line: { select: { note: true, certificates: { where: { current: true }, select: { firstUsedAt: true } } } },
} as const;
