import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { NativeRoute } from "./native-route.ts";
import { send } from "./send.ts";

/**
 * `/renewal.js`: the one script that another application's page includes to remind of the end of the visitor's certificate
 * (docs/renewal.md). It is the same for everybody, and comes as it stands in its file: what is served can be read there.
 */
export function renewalScript(): NativeRoute {
  return {
    path: /^\/renewal\.js$/,
    methods: ["GET", "HEAD"],
    access: "anyone",
    async answer(request, response) {
      const headers = {
        ETag: tag,
        // Each page of an application asks for it; a new version is everywhere within minutes.
        "Cache-Control": "public, max-age=600",
        // Pages of other sites load it, also those that ask everything they load for this (Cross-Origin-Embedder-Policy).
        "Cross-Origin-Resource-Policy": "cross-origin",
      };
      if (request.headers["if-none-match"] === tag) return void response.writeHead(304, headers).end();
      await send(response, 200, { ...headers, "Content-Type": "text/javascript; charset=utf-8" }, source);
    },
  };
}

const source = readFileSync(new URL("renewal-script.js", import.meta.url));
const tag = `"${hash("sha256", source, "base64url").slice(0, 22)}"`;
