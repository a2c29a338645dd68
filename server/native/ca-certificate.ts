import { X509Certificate } from "node:crypto";
import type { NativeRoute, Sources } from "./native-route.ts";
import { send } from "./send.ts";

/** `/ca.crt`: PEM, as monsiaj and glclient read it. Windows opens its import wizard on it. */
export function caCertificate(sources: Pick<Sources, "authority">): NativeRoute {
  return {
    path: /^\/ca\.crt$/,
    methods: ["GET", "HEAD"],
    access: "anyone",
    async answer(_request, response) {
      const certificate = new X509Certificate(await sources.authority());
      const headers = {
        "Content-Type": "application/x-x509-ca-cert",
        "Content-Disposition": 'attachment; filename="ca.crt"',
        "Cache-Control": "no-cache",
      };
      await send(response, 200, headers, certificate.toString());
    },
  };
}
