import { entryScope, type SessionIdentity, sessionScope } from "#lib/access/session-scope.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { clockAt } from "#lib/platform/clock.ts";
import type { Peer } from "#lib/platform/peer.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { findSession } from "#lib/sessions/queries.ts";
import { signIn } from "#lib/sessions/sign-in.ts";
import { peerOf, today } from "./scopes.ts";

/** A signed-in browser: each scope is made anew from its cookie and its certificate, as a door does on each request. */
export interface Visitor {
  session(now?: Date): Promise<SessionIdentity>;
  /** @throws Refusal SIGN_IN_REQUIRED, NOT_FOUND, VISIT_REQUIRED */
  scope(orcamoId?: string, now?: Date): Promise<Scope>;
  /** @throws Refusal SIGN_IN_REQUIRED, NOT_FOUND */
  entry(orcamoId: string, now?: Date): Promise<Scope>;
}

/** A certificate of the tenant, as the peer that holds it. */
export async function certificateOf(scope: Scope, kind: "client" | "vendor" | "operator" = "client"): Promise<Peer> {
  const [number] = await requestCertificates(scope, { requestId: crypto.randomUUID(), kind, count: 1, note: "" });
  return peerOf(number ?? 0);
}

/** Signs in at `today`, with the password that was handed out. */
export async function visitorWith(peer: Peer, credentials: { loginId: string; password: string }): Promise<Visitor> {
  const { token } = await signIn(credentials, peer, clockAt(today));
  const session = async (now = today) => {
    const found = await findSession(token, peer, now);
    if (!found) throw new Refusal("SIGN_IN_REQUIRED");
    return found;
  };
  return {
    session,
    scope: async (orcamoId, now = today) => sessionScope(await session(now), peer, orcamoId, clockAt(now)),
    entry: async (orcamoId, now = today) => entryScope(await session(now), peer, orcamoId, clockAt(now)),
  };
}
