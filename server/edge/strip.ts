import type { IncomingMessage } from "node:http";

/**
 * Drops every header that could claim an identity, an address, another host or method, or speak as Next's own
 * machinery (PROTOCOLS.md §3). Nobody inside may find them, in `headers`, `headersDistinct` or `rawHeaders`.
 */
export function dropClaims(request: IncomingMessage): void {
  // Node makes both from rawHeaders at their first use and counts on its first length: they must be made before.
  const { headers, headersDistinct, rawHeaders } = request;
  for (let at = rawHeaders.length - 2; at >= 0; at -= 2) {
    const name = rawHeaders[at] ?? "";
    if (!isClaim(name)) continue;
    delete headers[name.toLowerCase()];
    delete headersDistinct[name.toLowerCase()];
    rawHeaders.splice(at, 2);
  }
}

/** @param name in any letter case; `_` counts as `-`, since some programs take one for the other. */
function isClaim(name: string): boolean {
  return claims.test(name.replaceAll("_", "-"));
}

const claims = new RegExp(
  `^(?:${[
    "client-cert.*",
    "x-ssl-.*",
    "ssl-client-.*",
    "x-client-.*",
    "x-forwarded.*",
    "forwarded",
    "x-real-ip",
    "true-client-ip",
    "x-original-.*",
    "x-rewrite-url",
    "x-http-method.*",
    "(?:x-)?remote-user",
    // Next: routing decisions of a middleware, resumed renders, forwarded actions, revalidation by token.
    "x-middleware-.*",
    "x-nextjs-(?!request-id$|html-request-id$).*",
    "x-invoke-.*",
    "x-matched-path",
    "x-now-route-matches",
    "x-action-(?:forwarded|redirect.*|revalidated)",
    "x-next-.*",
    "x-prerender-.*",
    "next-resume",
    // Next takes the nonce of its scripts from here: only ours may be found.
    "content-security-policy.*",
  ].join("|")})$`,
  "i",
);
