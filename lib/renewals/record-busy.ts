import { clockAt } from "../platform/clock.ts";
import { inTransaction } from "../platform/db.ts";
import { log } from "../platform/log.ts";
import { once } from "../platform/once.ts";
import type { Scope } from "../platform/scope.ts";
import type { RenewalDoor } from "./model.ts";
import { presented } from "./presented.ts";
import { type Attempt, attemptFacts, recordAttempt } from "./record-attempt.ts";

interface Told {
  readonly scope: Scope;
  readonly attempt: Attempt;
  times: number;
}

/** Certificates and programs that are told within a second. A morning of 20,000 clients that all come at once is written down. */
const mostKept = 20_000;
const gatherMs = 1_000;

/**
 * That a certificate was told to come again: written a second later, one after the other, on one connection, so that it costs
 * those who are being served next to nothing and a program in a loop one statement a second. A process that is killed within
 * that second forgets it.
 */
export function recordBusy(scope: Scope, door: RenewalDoor): void {
  const kept = once("busy-renewals", () => ({ told: new Map<string, Told>(), writing: false }));
  const attempt = { ...presented(scope), door, result: "refused", reason: "RENEWALS_BUSY" } as const;
  const key = JSON.stringify([attempt.id, scope.actor.address, attemptFacts(scope, door)]);
  const same = kept.told.get(key);
  if (same) same.times += 1;
  else if (kept.told.size < mostKept) {
    // When it was, and not when it is written: what succeeds in between comes after it.
    const then = { ...scope, clock: clockAt(scope.clock.now()) };
    kept.told.set(key, { scope: then, attempt, times: 1 });
  }
  if (kept.writing) return;
  kept.writing = true;
  setTimeout(() => void writeAll(kept), gatherMs).unref();
}

/** What is told meanwhile waits for the next second. */
async function writeAll(kept: { readonly told: Map<string, Told>; writing: boolean }): Promise<void> {
  const all = [...kept.told.values()];
  kept.told.clear();
  for (const { scope, attempt, times } of all) {
    try {
      await inTransaction(scope, (inner) => recordAttempt(inner, { ...attempt, times }));
    } catch (error) {
      log.warn("busy-renewal-not-recorded", { error });
    }
  }
  kept.writing = kept.told.size > 0;
  if (kept.writing) setTimeout(() => void writeAll(kept), gatherMs).unref();
}
