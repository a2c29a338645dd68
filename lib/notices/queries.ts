import { permit } from "../access/permissions.ts";
import type { Scope } from "../platform/scope.ts";

export interface NoticeLine {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly important: boolean;
  readonly startsAt: Date;
}

/** What stands on TOP today: the operator's notices and those for administrators, newest first. */
export async function listNotices(scope: Scope): Promise<{ system: NoticeLine[]; administrators: NoticeLine[] }> {
  permit(scope, "notices:read");
  const now = scope.clock.now();
  const rows = await scope.db.notice.findMany({
    where: { startsAt: { lte: now }, OR: [{ endsAt: null }, { endsAt: { gt: now } }] },
    orderBy: [{ startsAt: "desc" }, { id: "desc" }],
    select: { id: true, title: true, body: true, important: true, startsAt: true, audience: true },
    take: 50,
  });
  const of = (audience: "system" | "administrators") =>
    rows.filter((row) => row.audience === audience).map(({ audience: _, ...line }) => line);
  return { system: of("system"), administrators: of("administrators") };
}

/** The maintenance window that is running or comes next. */
export async function nextMaintenance(scope: Scope): Promise<{ title: string; startsAt: Date; endsAt: Date } | undefined> {
  permit(scope, "notices:read");
  const window = await scope.db.maintenanceWindow.findFirst({
    where: { endsAt: { gt: scope.clock.now() } },
    orderBy: { startsAt: "asc" },
    select: { title: true, startsAt: true, endsAt: true },
  });
  return window ?? undefined;
}
