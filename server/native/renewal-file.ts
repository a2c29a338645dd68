import { fetchRenewed } from "#lib/renewals/fetch.ts";
import { certificateRoute } from "./certificate-route.ts";
import type { NativeRoute } from "./native-route.ts";
import { atPlace } from "./renewal-places.ts";
import { send } from "./send.ts";

/** `GET /api/cert/<token>`: the p12 behind the address that `POST /api/cert` gave, whatever the client says that it accepts. */
export function renewalFile(): NativeRoute {
  return certificateRoute(
    { path: /^\/api\/cert\/([^/]+)$/, methods: ["GET"], door: "api" },
    async (request, response, scope, [, token = ""]) => {
      const { fileName, bytes } = await atPlace(request, scope, () => fetchRenewed(scope, { token }));
      const headers = {
        "Content-Type": "application/x-pkcs12",
        "Content-Disposition": `attachment; filename="${fileName}"`,
      };
      await send(response, 200, headers, bytes);
    },
  );
}
