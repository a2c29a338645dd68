import type { Generation } from "../certificates/renew.ts";
import { env } from "../platform/env.ts";
import { Refusal } from "../platform/refusal.ts";
import { ownRenewalRefusal } from "./model.ts";

/** These tell when one may be made: one that is there is handed out whenever it is asked for. */
const ofTime: readonly (string | undefined)[] = ["RENEWAL_TOO_EARLY", "CERTIFICATE_TOO_YOUNG"];

/** The certificate of that id and the successor that waits for it, by the rules of renewal by the certificate itself. */
export interface Choice {
  readonly presented: Generation;
  /** Why it may not be renewed by itself now. */
  readonly refusal: Refusal | undefined;
  /** Handed out in place of a new one, also after its first use: several terminals share one file (PROTOCOLS.md §1). */
  readonly waiting: Generation | undefined;
  /** Planned, and not signed since a process died: to be finished. */
  readonly unfinished: Generation | undefined;
}

/** @throws Refusal NOT_FOUND when the presented one is not in the line */
export function chooseSuccessor(generations: readonly Generation[], id: string, now: Date): Choice {
  const presented = generations.find((row) => row.id === id);
  if (!presented) throw new Refusal("NOT_FOUND");
  const { renewalWindowDays: windowDays, renewalMinimumAgeHours: minimumAgeHours } = env();
  const reason = ownRenewalRefusal(presented, { windowDays, minimumAgeHours }, now);
  const { commonName, kind } = presented;
  const withFile = generations.filter((row) => row.generation > presented.generation && row.passwordEnvelope);
  const waiting = withFile.find((row) => row.state === "active" && row.notAfter > now);
  const holds = reason && !(waiting && ofTime.includes(reason));
  return {
    presented,
    refusal: holds ? new Refusal(reason, { commonName, kind, days: windowDays }) : undefined,
    waiting,
    unfinished: withFile.find((row) => row.state === "requested"),
  };
}
