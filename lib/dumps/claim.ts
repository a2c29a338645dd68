import { keepAlive, type Life } from "../platform/keep-alive.ts";
import type { Scope } from "../platform/scope.ts";
import { DumpCancelled, DumpLost } from "./failure.ts";
import type { DumpKind, DumpProgress, DumpState } from "./model.ts";

/** The right to make a dump: the newest attempt's alone. Whatever another one writes finds no row. */
export interface Claim {
  readonly id: string;
  readonly attempt: number;
  readonly kind: DumpKind;
  readonly fileName: string;
}

/** @returns undefined when the dump is over: done, cancelled, removed */
export async function claimDump(
  { db, clock }: Scope,
  id: string,
  from: readonly DumpState[] = ["waiting", "running"],
): Promise<Claim | undefined> {
  const now = clock.now();
  const [row] = await db.databaseDump.updateManyAndReturn({
    where: { id, state: { in: [...from] } },
    data: {
      state: "running",
      attempt: { increment: 1 },
      heartbeatAt: now,
      startedAt: now,
      finishedAt: null,
      reason: null,
      progress: { done: 0, bytesPerSecond: null, secondsLeft: null },
    },
    select: { id: true, attempt: true, kind: true, fileName: true },
  });
  return row;
}

/** Ends with DumpCancelled or DumpLost, or with what ended the worker. */
export function stayAlive({ db, clock }: Scope, { id, attempt }: Claim, outer: AbortSignal): Life<DumpProgress> {
  const beat = async (shown: DumpProgress | undefined) => {
    const [row] = await db.databaseDump.updateManyAndReturn({
      where: { id, attempt, state: "running" },
      data: { heartbeatAt: clock.now(), ...(shown && { progress: { ...shown } }) },
      select: { cancelAskedAt: true },
    });
    if (!row) return new DumpLost("another attempt has it");
    return row.cancelAskedAt ? new DumpCancelled() : undefined;
  };
  return keepAlive(beat, (message, options) => new DumpLost(message, options), outer);
}
