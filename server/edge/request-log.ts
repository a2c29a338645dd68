import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "#lib/platform/log.ts";

/** One line when the answer is over, whether it was read to the end or not. */
export function logRequest(request: IncomingMessage, response: ServerResponse, requestId: string, address: string): void {
  const started = performance.now();
  const { method } = request;
  const path = loggedPath(request.url ?? "");
  response.once("close", () => {
    log.info("request", {
      requestId,
      method,
      path,
      status: response.statusCode,
      complete: response.writableFinished,
      ms: Math.round(performance.now() - started),
      address,
    });
  });
}

/**
 * The query may hold names. Browsers and programs resume by the address alone, so the token of a dump's link stands in the
 * path (lib/dumps/open-link.ts), as that of a renewed file does (PROTOCOLS.md §1). All are left out.
 */
function loggedPath(url: string): string {
  const [path = ""] = url.split("?", 1);
  return path.replace(/(\/dump-files\/|\/api\/cert\/)[^/]+/, "$1-");
}
