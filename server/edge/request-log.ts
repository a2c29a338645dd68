import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "#lib/platform/log.ts";

/** One line when the answer is over, whether it was read to the end or not. */
export function logRequest(request: IncomingMessage, response: ServerResponse, requestId: string, address: string): void {
  const started = performance.now();
  const { method } = request;
  const path = (request.url ?? "").split("?", 1)[0]?.replace(secret, "$1-");
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

/** Browsers and programs resume by the address alone, so the token of a link stands in it (lib/dumps/open-link.ts). */
const secret = /(\/dump-files\/)[^/]+/g;

/** The query may hold names, and a dump's link opens the dump: both are left out. */
export function loggedPath(url: string): string {
  const [path = ""] = url.split("?", 1);
  return path.replace(/(\/dump-files\/)[^/]+/, "$1-");
}
