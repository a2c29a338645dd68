import { fetchRenewed } from "#lib/renewals/fetch.ts";
import { recordRefusedRenewal } from "#lib/renewals/record-refused.ts";
import { certificateRoute } from "./certificate-route.ts";
import type { NativeRoute } from "./native-route.ts";
import { atFilePlace } from "./renewal-places.ts";
import { send } from "./send.ts";

/** `GET /api/cert/<token>`: the p12 behind the address that `POST /api/cert` gave, whatever the client says that it accepts. */
export function renewalFile(): NativeRoute {
  return certificateRoute(
    {
      path: /^\/api\/cert\/([^/]+)$/,
      methods: ["GET"],
      door: "api",
      refused: (peer, now) => recordRefusedRenewal(peer, "api", now),
    },
    async (request, response, scope, [, token = ""]) => {
      const { fileName, bytes } = await atFilePlace({ request, scope, door: "api" }, () => fetchRenewed(scope, { token }));
      const headers = {
        "Content-Type": "application/x-pkcs12",
        "Content-Disposition": `attachment; filename="${fileName}"`,
      };
      await send(response, 200, headers, bytes);
    },
  );
}
