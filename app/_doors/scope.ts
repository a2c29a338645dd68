import { redirect } from "next/navigation";
import { certificateScope } from "#lib/access/certificate-scope.ts";
import type { Permission } from "#lib/access/permissions.ts";
import { entryScope, ownScope, type SessionIdentity, sessionScope } from "#lib/access/session-scope.ts";
import { currentPeer, type Peer } from "#lib/platform/peer.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { paths } from "./paths.ts";
import { currentSession } from "./session.ts";

/** Identifies and scopes: the first half of every door. @throws Refusal SIGN_IN_REQUIRED, CODE_REQUIRED, NOT_FOUND */
export async function tenantScope(orcamoId: string): Promise<Scope> {
  const { session, peer } = await signedIn();
  if (session.mustChangePassword) redirect(paths.password);
  return sessionScope(session, peer, orcamoId);
}

/** The same before the tenant was entered: for the page and the form that enter it. @throws Refusal SIGN_IN_REQUIRED, NOT_FOUND */
export async function tenantEntryScope(orcamoId: string): Promise<Scope> {
  const { session, peer } = await signedIn();
  if (session.mustChangePassword) redirect(paths.password);
  return entryScope(session, peer, orcamoId);
}

/**
 * The scope of the person's own organisation: for what is theirs wherever they work. With the initial password it
 * allows nothing but to change it. @throws Refusal SIGN_IN_REQUIRED
 */
export async function personalScope(permission: Permission): Promise<Scope> {
  const { session, peer } = await signedIn();
  if (session.mustChangePassword && permission !== "password:change") redirect(paths.password);
  return ownScope(session, peer);
}

/** Who has shown certificate and password, and the code not yet. @throws Refusal SIGN_IN_REQUIRED */
export async function pendingScope(): Promise<Scope> {
  const session = await currentSession();
  const peer = currentPeer();
  if (!session || !peer) throw new Refusal("SIGN_IN_REQUIRED");
  if (!session.codePending) redirect(paths.home);
  return ownScope(session, peer);
}

/** Who has shown a certificate, and needs no more: no session, no account. @throws Refusal CERTIFICATE_REQUIRED */
export async function holderScope(): Promise<Scope> {
  return certificateScope(currentPeer());
}

async function signedIn(): Promise<{ session: SessionIdentity; peer: Peer }> {
  const session = await currentSession();
  const peer = currentPeer();
  if (!session || !peer) throw new Refusal("SIGN_IN_REQUIRED");
  if (session.codePending) throw new Refusal("CODE_REQUIRED");
  return { session, peer };
}
