import { permit } from "../access/permissions.ts";
import type { Scope } from "../platform/scope.ts";
import { overlapEnd } from "./model.ts";

/** How many former certificates a setting of the tenant would end at once. @param choices days after the first use of the new one */
export async function countClosings(scope: Scope, choices: readonly number[]): Promise<Map<number, number>> {
  permit(scope, "certificates:read");
  const now = scope.clock.now();
  const active = { state: "active", notAfter: { gt: now } } as const;
  const renewed = { certificates: { some: { ...active, generation: { gt: 1 }, firstUsedAt: { not: null } } } } as const;
  const rows = await scope.db.certificate.findMany({
    where: { ...active, line: renewed },
    select: { number: true, generation: true, firstUsedAt: true },
  });
  const byLine = Map.groupBy(
    rows.map((row) => ({ ...row, status: "active" as const })),
    ({ number }) => number,
  );
  const over = (days: number) =>
    [...byLine.values()].flatMap((line) =>
      line.filter((row) => (overlapEnd(row, line, days)?.getTime() ?? Infinity) <= now.getTime()),
    ).length;
  return new Map(choices.map((days) => [days, over(days)]));
}
