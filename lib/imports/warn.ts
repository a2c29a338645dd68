import { nextMaintenance } from "../maintenance/queries.ts";
import type { Scope } from "../platform/scope.ts";
import { isQuiet } from "./model.ts";
import { lastGoodTest } from "./queries.ts";

export interface ImportWarnings {
  /** No test import succeeded within seven days. */
  readonly noRecentTest: boolean;
  readonly lastTestAt: Date | undefined;
  /** It is running, or comes within the hours that an import may take. */
  readonly maintenance: { readonly startsAt: Date; readonly endsAt: Date; readonly title: string } | undefined;
  /** It would run while the clinic works. */
  readonly beforeQuietHour: boolean;
}

const nearHours = 12;

/** What 本番インポート warns of. @param at when it would run: now, or the hour that was reserved. */
export async function importWarnings(scope: Scope, at: Date = scope.clock.now()): Promise<ImportWarnings> {
  const lastTestAt = await lastGoodTest(scope);
  const window = await nextMaintenance({ ...scope, clock: { now: () => at } });
  const near = window && window.startsAt.getTime() < at.getTime() + nearHours * 3_600_000 ? window : undefined;
  return {
    noRecentTest: lastTestAt === undefined,
    lastTestAt,
    maintenance: near && { startsAt: near.startsAt, endsAt: near.endsAt, title: near.title },
    beforeQuietHour: !isQuiet(at),
  };
}
