import { refusedScope } from "../access/certificate-scope.ts";
import { inTransaction } from "../platform/db.ts";
import type { Peer } from "../platform/peer.ts";
import type { RenewalDoor } from "./model.ts";
import { presented } from "./presented.ts";
import { recordAttempt } from "./record-attempt.ts";

/**
 * A renewal that ends at the edge: of a certificate of ours that is expired, revoked or of a stopped organisation, beside
 * its row in the sign-in history. Foreign certificates, and none, belong to nobody.
 */
export async function recordRefusedRenewal(peer: Peer, door: Exclude<RenewalDoor, "page">, now: Date): Promise<void> {
  const scope = refusedScope(peer, now);
  const { state } = peer.certificate;
  if (!scope || !isReason(state)) return;
  const attempt = { ...presented(scope), door, result: "refused", reason: reasons[state] } as const;
  await inTransaction(scope, (inner) => recordAttempt(inner, attempt));
}

const reasons = { expired: "CERTIFICATE_EXPIRED", revoked: "CERTIFICATE_REVOKED", stopped: "TENANT_STOPPED" } as const;

function isReason(state: string): state is keyof typeof reasons {
  return Object.hasOwn(reasons, state);
}
