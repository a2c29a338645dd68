import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "#lib/platform/log.ts";

/** One line when the answer is over, whether it was read to the end or not. The query may hold names: left out. */
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
