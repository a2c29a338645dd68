import type { IncomingMessage } from "node:http";
import { env } from "#lib/platform/env.ts";
import { getRenewalStatus } from "#lib/renewals/status.ts";
import { certificateRoute } from "./certificate-route.ts";
import { allowOrigins } from "./cors.ts";
import type { NativeRoute } from "./native-route.ts";
import { send } from "./send.ts";

/** `GET /api/cert`: when to renew, for newer programs and for `/renewal.js` on pages of other applications (docs/openapi.json). */
export function renewalStatus(): NativeRoute {
  return certificateRoute(
    {
      path: /^\/api\/cert$/,
      methods: ["GET", "HEAD"],
      begin: (request, response) => allowOrigins(env().renewalOrigins, request, response),
    },
    async (request, response, scope) => {
      const status = { ...(await getRenewalStatus(scope)), renewalPage: `${portalOrigin(request)}/renewal` };
      await send(response, 200, { "Content-Type": "application/json", "Retry-After": askAgain }, JSON.stringify(status));
    },
  );
}

/** Six hours, in seconds: how often ACME clients ask for the same (RFC 9773 §4.3). */
const askAgain = String(6 * 3600);

/** Pages are not served on an auth host. */
function portalOrigin({ headers: { host = "" } }: IncomingMessage): string {
  const own = env().hosts.find((known) => known.toLowerCase() === host.toLowerCase());
  return own ? `https://${own}` : env().origin;
}
