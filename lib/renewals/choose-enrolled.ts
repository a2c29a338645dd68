import type { Generation } from "../certificates/renew.ts";
import { env } from "../platform/env.ts";
import { Refusal } from "../platform/refusal.ts";
import { chooseSuccessor } from "./choose.ts";

interface Asked {
  /** Of the presented certificate. */
  readonly id: string;
  /** Of the certificate that the key in the request has, or is to have. */
  readonly wanted: string;
}

/**
 * The certificate that was made for the very key already, or undefined when one is to be made. A terminal that lost the key
 * of an earlier answer gets another after a while; a successor that is used, or has a file, ends it.
 * @throws Refusal those of the window, CSR_KEY_SAME, CERTIFICATE_SUPERSEDED, CERTIFICATE_TOO_YOUNG
 */
export function chooseEnrolled(generations: readonly Generation[], { id, wanted }: Asked, now: Date): Generation | undefined {
  const { presented, refusal } = chooseSuccessor(generations, id, now);
  if (refusal) throw refusal;
  const known = generations.find((row) => row.id === wanted);
  if (known) {
    const waits = known.generation > presented.generation && (known.state === "requested" || known.state === "active");
    if (!waits) throw new Refusal("CSR_KEY_SAME");
    return known;
  }
  const { commonName } = presented;
  const newer = generations.filter((row) => row.generation > presented.generation && isInUse(row, now));
  if (newer.some((row) => row.passwordEnvelope || row.firstUsedAt)) throw new Refusal("CERTIFICATE_SUPERSEDED", { commonName });
  const oldEnough = now.getTime() - env().renewalMinimumAgeHours * 3_600_000;
  const young = newer.some(({ issuedAt }) => !issuedAt || issuedAt.getTime() > oldEnough);
  if (young) throw new Refusal("CERTIFICATE_TOO_YOUNG", { commonName });
  return undefined;
}

/** Or is about to be: planned by another request. */
function isInUse({ state, notAfter }: Generation, now: Date): boolean {
  return state === "requested" || (state === "active" && notAfter > now);
}
