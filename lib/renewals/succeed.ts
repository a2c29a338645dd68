import { permit } from "../access/permissions.ts";
import { type Issued, issueSuccessor, type Succession } from "../certificates/renew.ts";
import { isDatabaseAway } from "../platform/database-errors.ts";
import { inTransaction } from "../platform/db.ts";
import { log } from "../platform/log.ts";
import { isRefusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { RenewalDoor } from "./model.ts";
import { presented } from "./presented.ts";
import { attemptFacts, recordAttempt } from "./record-attempt.ts";

export interface Successor extends Issued {
  /** False when it was there already. */
  readonly made: boolean;
}

interface Attempted extends Pick<Succession, "choose" | "makeSecrets"> {
  readonly door: RenewalDoor;
  /** What stands or falls with the record of the attempt. */
  readonly write?: (inner: Scope, successor: Issued) => Promise<void>;
}

/**
 * The successor of the presented certificate, and the record that it asked: that it was renewed, that it was given the same
 * again, or why it was refused.
 * @throws Refusal what `choose` throws, after it was recorded
 */
export function succeed(scope: Scope, { door, choose, makeSecrets, write }: Attempted): Promise<Successor> {
  permit(scope, "certificates:renew-own");
  const asking = { ...presented(scope), door };
  return recordingRefusals(scope, door, async () => {
    const { successor, made } = await issueSuccessor(scope, {
      number: asking.number,
      choose,
      ...(makeSecrets && { makeSecrets }),
      along: (issued) => ({
        facts: attemptFacts(scope, door),
        write: async (inner) => {
          await write?.(inner, issued);
          await recordAttempt(inner, { ...asking, result: "renewed" });
        },
      }),
    });
    if (!made) {
      await inTransaction(scope, async (inner) => {
        await write?.(inner, successor);
        await recordAttempt(inner, { ...asking, result: "repeated" });
      });
    }
    return { ...successor, made };
  });
}

/**
 * A refusal, or a fault of ours, is recorded before it is thrown on: real clients tell their user nothing of it (PROTOCOLS.md
 * §1). A program that is told to come again is recorded by who tells it (record-busy.ts); a person reads it.
 */
export async function recordingRefusals<T>(scope: Scope, door: RenewalDoor, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (isRefusal(error) ? error.code === "RENEWALS_BUSY" : isDatabaseAway(error)) throw error;
    const reason = isRefusal(error) ? error.code : "FAILED";
    const attempt = { ...presented(scope), door, result: "refused", reason } as const;
    const recorded = inTransaction(scope, (inner) => recordAttempt(inner, attempt));
    // What is wrong may keep it from being written down, too; the fault itself is what has to be known.
    await (isRefusal(error) ? recorded : recorded.catch((cause) => log.warn("failed-renewal-not-recorded", { error: cause })));
    throw error;
  }
}
