import type { ImportKind, ImportPhase, ImportProgress } from "./model.ts";

/** How far the whole import is. Never falls, never says 1 before the end. */
export interface Meter {
  /** @param done 0 to 1 of the phase */
  at(phase: ImportPhase, done: number, more?: { bytesPerSecond?: number | null; item?: string | null }): ImportProgress;
}

/** Shares of the time, as imports of 100 MB to 5 GB of a clinic took it. */
const shares: Readonly<Record<ImportKind, Readonly<Record<ImportPhase, number>>>> = {
  test: { waiting: 0, checking: 0.12, restoring: 0.8, comparing: 0.08, securing: 0, swapping: 0 },
  live: { waiting: 0, checking: 0.1, restoring: 0.65, comparing: 0.07, securing: 0.17, swapping: 0.01 },
};

/** @param base what an earlier attempt showed: after a crash all is done again, and the rest of the way is longer for it */
export function makeMeter(kind: ImportKind, base = 0, now: () => number = () => Date.now()): Meter {
  const begun = now();
  let furthest = 0;
  return {
    at(phase, done, { bytesPerSecond = null, item = null } = {}) {
      furthest = Math.max(furthest, Math.min(0.99, before(kind, phase) + shares[kind][phase] * Math.min(1, Math.max(0, done))));
      const seconds = (now() - begun) / 1000;
      const secondsLeft = seconds > 2 && furthest > 0.03 ? Math.ceil((seconds * (1 - furthest)) / furthest) : null;
      return { phase, done: base + (1 - base) * furthest, bytesPerSecond, secondsLeft, item };
    },
  };
}

function before(kind: ImportKind, phase: ImportPhase): number {
  let sum = 0;
  for (const [name, share] of Object.entries(shares[kind])) {
    if (name === phase) break;
    sum += share;
  }
  return sum;
}
