import type { NativeRoute, Sources } from "./native-route.ts";
import { send } from "./send.ts";

/** `/crl/<shard>.crl`: DER (RFC 2585 §4.2), cacheable until the list itself says that it is stale. */
export function revocationList(sources: Pick<Sources, "revocationList">): NativeRoute {
  return {
    path: /^\/crl\/(\d{1,6})\.crl$/,
    methods: ["GET", "HEAD"],
    access: "anyone",
    async answer(_request, response, match) {
      const found = await sources.revocationList(Number(match[1]));
      if (!found) return send(response, 404, { "Content-Type": "text/plain; charset=utf-8" }, "No such revocation list.\n");
      // A revocation should be seen soon: never longer than ten minutes from a cache, though the list is valid longer.
      const seconds = Math.floor((found.nextUpdate.getTime() - Date.now()) / 1000);
      const headers = {
        "Content-Type": "application/pkix-crl",
        "Cache-Control": `public, max-age=${Math.max(0, Math.min(600, seconds))}`,
      };
      return send(response, 200, headers, found.list);
    },
  };
}
