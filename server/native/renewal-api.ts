import { askRenewal } from "#lib/renewals/ask.ts";
import { recordRefusedRenewal } from "#lib/renewals/record-refused.ts";
import { certificateRoute } from "./certificate-route.ts";
import type { NativeRoute } from "./native-route.ts";
import { atPlace, readAsked } from "./renewal-places.ts";
import { send } from "./send.ts";
import { readSmallBody } from "./small-body.ts";

/**
 * `POST /api/cert` (PROTOCOLS.md §1): the address of the new file and its password, for the very certificate that asks.
 * What the body says, and any Authorization, is not looked at: older clients send none, others what means nothing here.
 */
export function renewalApi(): NativeRoute {
  return certificateRoute(
    {
      path: /^\/api\/cert$/,
      methods: ["POST"],
      door: "api",
      refused: (peer, now) => recordRefusedRenewal(peer, "api", now),
    },
    async (request, response, scope) => {
      const asking = { request, scope, door: "api" } as const;
      await readAsked(asking, () => readSmallBody(request, mostBytes));
      // The edge has found it to be one of our names: the file is fetched by the one that the client knows.
      const origin = `https://${request.headers.host}`;
      const { uri, pass } = await atPlace(asking, () => askRenewal(scope, { origin }));
      await send(response, 200, { "Content-Type": "application/json" }, JSON.stringify({ uri, pass }));
    },
  );
}

const mostBytes = 64 * 1024;
