import { clockAt } from "../platform/clock.ts";
import { inTransaction } from "../platform/db.ts";
import { log } from "../platform/log.ts";
import { once } from "../platform/once.ts";
import type { Scope } from "../platform/scope.ts";
import type { RenewalDoor } from "./model.ts";
import { presented } from "./presented.ts";
import { type Attempt, attemptFacts, recordAttempt } from "./record-attempt.ts";

interface Told {
  /** From where, and what it was. */
  readonly from: string;
  readonly scope: Scope;
  readonly attempt: Attempt;
  times: number;
}

/** Certificates that are kept in mind: a morning of 20,000 clients that all come at once. */
const mostCertificates = 20_000;
/** Of one of them, addresses and programs; more are counted with the last. */
const mostOfOne = 30;
const gatherMs = 1_000;

/**
 * That a certificate was told to come again: written a second later, one after the other, on one connection, so that it costs
 * those who are being served next to nothing and a program in a loop one statement a second. What is not written when the
 * process ends is forgotten.
 */
export function recordBusy(scope: Scope, door: RenewalDoor): void {
  const kept = once("busy-renewals", () => ({ told: new Map<string, Told[]>(), writing: false }));
  const attempt = { ...presented(scope), door, result: "refused", reason: "RENEWALS_BUSY" } as const;
  const own = kept.told.get(attempt.id) ?? [];
  if (own.length === 0 && kept.told.size >= mostCertificates) return;
  kept.told.set(attempt.id, own);
  const from = JSON.stringify([scope.actor.address, attemptFacts(scope, door)]);
  const same = own.find((each) => each.from === from) ?? (own.length >= mostOfOne ? own.at(-1) : undefined);
  if (same) same.times += 1;
  else own.push({ from, scope: asOf(scope), attempt, times: 1 });
  if (kept.writing) return;
  kept.writing = true;
  setTimeout(() => void writeAll(kept), gatherMs).unref();
}

/** When it was, and not when it is written: what succeeds in between comes after it. Without what a stranger made long. */
function asOf({ actor, ...scope }: Scope): Scope {
  return { ...scope, actor: { ...actor, userAgent: actor.userAgent.slice(0, 300) }, clock: clockAt(scope.clock.now()) };
}

/** What is told meanwhile waits for the next second. */
async function writeAll(kept: { readonly told: Map<string, Told[]>; writing: boolean }): Promise<void> {
  const all = [...kept.told.values()].flat();
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
