import type { IncomingMessage, ServerResponse } from "node:http";
import { type Permission, permit } from "#lib/access/permissions.ts";
import { type SessionIdentity, sessionScope } from "#lib/access/session-scope.ts";
import { systemClock } from "#lib/platform/clock.ts";
import { isDatabaseAway } from "#lib/platform/database-errors.ts";
import { log } from "#lib/platform/log.ts";
import { currentPeer, type Peer } from "#lib/platform/peer.ts";
import { isRefusal, Refusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { sessionCookie } from "#lib/sessions/model.ts";
import { findSession } from "#lib/sessions/queries.ts";
import type { NativeRoute } from "./native-route.ts";
import { refuseSession } from "./refuse-session.ts";
import { addresses } from "./way-on.ts";

/** The walk over all addresses reads the first three from the source (tests/routes.ts): they come first, in this order. */
export interface SessionRule {
  /** As a page's: `/tenants/[orcamoId]/apps/orca/uploads/[id]`. */
  readonly address: string;
  readonly methods: readonly string[];
  readonly permission: Permission;
  /** The page that a person is sent back to who may not go on here; without one, the tenant's TOP. */
  readonly page?: string;
  /** Takes what may come for hours, and cuts off who says nothing itself. */
  readonly ownClock?: true;
}

export type SessionAnswer = (
  request: IncomingMessage,
  response: ServerResponse,
  scope: Scope,
  /** What stands in the brackets of the address. */
  params: Readonly<Record<string, string>>,
) => Promise<void>;

/**
 * The door of native routes for signed-in people: what must stream, resume or tell its length exactly, which a route of Next
 * does not. It identifies, scopes and permits as the doors of app/ do, before a byte of the body is read. Requests that
 * change something have passed the edge's look at their Origin.
 */
export function sessionRoute(rule: SessionRule, answer: SessionAnswer): NativeRoute {
  const { address, methods, permission } = rule;
  return {
    access: "session",
    address,
    permission,
    methods,
    ownClock: rule.ownClock ?? false,
    path: pattern(address),
    async answer(request, response, { groups: params = {} }) {
      const page = filled(rule.page ?? "/tenants/[orcamoId]", params);
      try {
        const { session, peer } = await signedIn(request);
        const scope = await sessionScope(session, peer, params.orcamoId);
        permit(scope, permission);
        await answer(request, response, scope, params);
      } catch (error) {
        // Who went away reads no answer; what went wrong besides is still to be known.
        if (request.destroyed && !request.complete) {
          if (!isRefusal(error)) log.warn("request-cut", { requestId: currentPeer()?.requestId, error });
          return;
        }
        if (isRefusal(error)) refuseSession(request, response, error, page);
        else if (isDatabaseAway(error)) refuseSession(request, response, new Refusal("DATABASE_AWAY"), page);
        else throw error;
      }
    },
  };
}

async function signedIn(request: IncomingMessage): Promise<{ session: SessionIdentity; peer: Peer }> {
  const peer = currentPeer();
  const token = cookieOf(request);
  const session = peer && token ? await findSession(token, peer, systemClock.now()) : undefined;
  if (!session || !peer) throw new Refusal("SIGN_IN_REQUIRED");
  if (session.codePending) throw new Refusal("CODE_REQUIRED");
  // With the initial password nothing is allowed but to change it.
  if (session.mustChangePassword) throw new Refusal("NOT_PERMITTED", { instead: addresses.password });
  return { session, peer };
}

function cookieOf({ headers }: IncomingMessage): string | undefined {
  const cookies = headers.cookie?.split(";").map((part) => part.trim()) ?? [];
  return cookies.find((cookie) => cookie.startsWith(`${sessionCookie}=`))?.slice(sessionCookie.length + 1);
}

/** A part in brackets is what stands between two slashes; nothing of it is decoded. */
function pattern(address: string): RegExp {
  return new RegExp(`^${address.replace(/\[(\w+)\]/g, "(?<$1>[^/]+)")}$`);
}

function filled(page: string, params: Readonly<Record<string, string>>): string {
  return page.replace(/\[(\w+)\]/g, (_part, name: string) => params[name] ?? "");
}
