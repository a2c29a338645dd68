import { officeDb } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { type Page, pageOf } from "../platform/paging.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { MaintenanceListInput } from "./inputs.ts";
import { limits, type MaintenanceStatus, maintenanceStatus } from "./model.ts";

export interface MaintenanceWindow {
  readonly title: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly status: MaintenanceStatus;
}

/** TOP: the window that is running or comes next. */
export async function nextMaintenance(scope: Scope): Promise<MaintenanceWindow | undefined> {
  permit(scope, "notices:read");
  const now = scope.clock.now();
  const window = await scope.db.maintenanceWindow.findFirst({
    where: { endsAt: { gt: now }, withdrawnAt: null },
    orderBy: [{ startsAt: "asc" }, { id: "asc" }],
    select: { title: true, startsAt: true, endsAt: true },
  });
  return window ? { ...window, status: maintenanceStatus({ ...window, withdrawnAt: null }, now) } : undefined;
}

export interface MaintenanceRow extends MaintenanceWindow {
  readonly id: string;
  readonly version: number;
}

/** メンテナンス of the operator's console: all that there ever were, newest first. */
export async function listMaintenance(
  scope: Scope,
  input: MaintenanceListInput,
): Promise<{ rows: MaintenanceRow[]; page: Page }> {
  permit(scope, "console:read");
  const db = officeDb(scope);
  const page = pageOf(input.page, await db.maintenanceWindow.count(), limits.pageSize);
  const rows = await db.maintenanceWindow.findMany({
    select: rowFields,
    orderBy: [{ startsAt: "desc" }, { id: "desc" }],
    skip: (page.number - 1) * page.size,
    take: page.size,
  });
  return { rows: rows.map((row) => asRow(row, scope.clock.now())), page };
}

/** A window and those that it overlaps: two at once are rarely meant. @throws Refusal NOT_FOUND */
export async function getMaintenance(scope: Scope, id: string): Promise<MaintenanceRow & { overlaps: MaintenanceRow[] }> {
  permit(scope, "console:read");
  const now = scope.clock.now();
  const db = officeDb(scope);
  const found = await db.maintenanceWindow.findUnique({ where: { id }, select: rowFields });
  if (!found) throw new Refusal("NOT_FOUND", { id });
  const others = found.withdrawnAt
    ? []
    : await db.maintenanceWindow.findMany({
        where: { id: { not: id }, withdrawnAt: null, startsAt: { lt: found.endsAt }, endsAt: { gt: found.startsAt } },
        select: rowFields,
        orderBy: { startsAt: "asc" },
        take: 10,
      });
  return { ...asRow(found, now), overlaps: others.map((row) => asRow(row, now)) };
}

const rowFields = { id: true, title: true, startsAt: true, endsAt: true, withdrawnAt: true, version: true } as const;

type FoundRow = Omit<MaintenanceRow, "status"> & { readonly withdrawnAt: Date | null };

function asRow({ withdrawnAt, ...row }: FoundRow, now: Date): MaintenanceRow {
  return { ...row, status: maintenanceStatus({ ...row, withdrawnAt }, now) };
}
