import { permit } from "../access/permissions.ts";
import type { Scope } from "../platform/scope.ts";
import type { DumpProgress, DumpStep } from "./model.ts";

/** The dumps that are being made: asked each second while somebody watches. */
export async function followDumps(scope: Scope): Promise<DumpStep[]> {
  permit(scope, "databases:read");
  const rows = await scope.db.databaseDump.findMany({
    where: { state: { in: ["waiting", "running"] } },
    select: { id: true, state: true, progress: true, cancelAskedAt: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: 20,
  });
  return rows.map(({ cancelAskedAt, progress, ...row }) => ({
    ...row,
    progress: progress as unknown as DumpProgress | null,
    cancelling: cancelAskedAt !== null,
  }));
}
