import { refusedScope } from "../access/certificate-scope.ts";
import { inTransaction } from "../platform/db.ts";
import { once } from "../platform/once.ts";
import type { Peer } from "../platform/peer.ts";
import { inTurn } from "./in-turn.ts";
import type { RenewalDoor } from "./model.ts";
import { presented } from "./presented.ts";
import { recordAttempt } from "./record-attempt.ts";

/** The same attempt, again and again while the one before it is being written: written once, with how often it came. */
interface Gathered {
  times: number;
  readonly written: Promise<void>;
}

/**
 * A renewal that ends at the edge: of a certificate of ours that is expired, revoked or of a stopped organisation, beside
 * its row in the sign-in history. Foreign certificates, and none, belong to nobody. Who holds such a certificate has one
 * connection to the database at a time, and no turn of those whose certificate is good.
 * @throws Refusal RENEWALS_BUSY when it comes from everywhere at once
 */
export async function recordRefusedRenewal(peer: Peer, door: Exclude<RenewalDoor, "page">, now: Date): Promise<void> {
  const scope = refusedScope(peer, now);
  const { state } = peer.certificate;
  if (!scope || !isReason(state)) return;
  const attempt = { ...presented(scope), door, result: "refused", reason: reasons[state] } as const;
  const waiting = once("refused-renewals", () => new Map<string, Gathered>());
  const key = [attempt.serial, door, state, peer.address, peer.userAgent.slice(0, 300)].join("\n");
  const same = waiting.get(key);
  if (same) {
    same.times += 1;
    return same.written;
  }
  const written = inTurn(`refused ${attempt.number}`, async () => {
    const times = waiting.get(key)?.times ?? 1;
    waiting.delete(key);
    await inTransaction(scope, (inner) => recordAttempt(inner, { ...attempt, times }));
  });
  waiting.set(key, { times: 1, written });
  // When it was not even its turn.
  await written.finally(() => waiting.get(key)?.written === written && waiting.delete(key));
}

const reasons = { expired: "CERTIFICATE_EXPIRED", revoked: "CERTIFICATE_REVOKED", stopped: "TENANT_STOPPED" } as const;

function isReason(state: string): state is keyof typeof reasons {
  return Object.hasOwn(reasons, state);
}
