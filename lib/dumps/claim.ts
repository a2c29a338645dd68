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

const beatMs = 1000;
/** So long the portal's database may be away before a worker can no longer know whether the dump is still its own. */
const patienceMs = 30_000;

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

export interface Life {
  /** Aborted with DumpCancelled or DumpLost, or with what ended the worker. */
  readonly signal: AbortSignal;
  /** Goes out with the next beat. */
  show(progress: DumpProgress): void;
  stop(): Promise<void>;
}

/** One statement a second: a sign of life, the progress, and the question whether to go on. */
export function keepAlive({ db, clock }: Scope, { id, attempt }: Claim, outer: AbortSignal): Life {
  const ending = new AbortController();
  let shown: DumpProgress | undefined;
  let heardAt = Date.now();
  let beating = Promise.resolve();

  const beat = async () => {
    try {
      const [row] = await db.databaseDump.updateManyAndReturn({
        where: { id, attempt, state: "running" },
        data: { heartbeatAt: clock.now(), ...(shown && { progress: { ...shown } }) },
        select: { cancelAskedAt: true },
      });
      heardAt = Date.now();
      if (!row) ending.abort(new DumpLost("another attempt has it"));
      else if (row.cancelAskedAt) ending.abort(new DumpCancelled());
    } catch (error) {
      if (Date.now() - heardAt > patienceMs) ending.abort(new DumpLost("the portal's database is away", { cause: error }));
    }
  };
  const timer = setInterval(() => {
    beating = beating.then(beat);
  }, beatMs);

  return {
    signal: AbortSignal.any([outer, ending.signal]),
    show: (progress) => {
      shown = progress;
    },
    stop: () => {
      clearInterval(timer);
      return beating;
    },
  };
}
