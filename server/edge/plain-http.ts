import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { log } from "#lib/platform/log.ts";
import type { NativeRoute } from "#server/native/native-route.ts";
import { findRoute } from "#server/native/routes.ts";
import { send } from "#server/native/send.ts";
import { limits } from "./limits.ts";
import { closeGracefully, listen } from "./listening.ts";
import { plainAddress } from "./proxy-protocol.ts";
import { pathOf } from "./public-paths.ts";
import { logRequest } from "./request-log.ts";

export interface PlainHttpOptions {
  readonly port: number;
  readonly bind: string;
  /** Where people are sent: ours, never what the Host header says. */
  readonly origin: string;
  readonly routes: readonly NativeRoute[];
}

/**
 * What must be had without TLS: the CA certificate, revocation lists (RFC 5280 §8: a list over HTTPS could not be
 * fetched to check the very certificate that serves it) and health. Everyone else is sent to HTTPS.
 */
export async function startPlainHttp(options: PlainHttpOptions): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer(
    {
      maxHeaderSize: limits.headBytes,
      headersTimeout: limits.head,
      requestTimeout: limits.head,
      keepAliveTimeout: limits.keepAlive,
      connectionsCheckingInterval: limits.check,
    },
    async (request, response) => {
      const requestId = randomUUID();
      response.setHeader("X-Request-Id", requestId);
      response.setHeader("X-Content-Type-Options", "nosniff");
      logRequest(request, response, requestId, plainAddress(request.socket.remoteAddress ?? ""));
      const plain = { "Content-Type": "text/plain; charset=utf-8" };
      if (request.method !== "GET" && request.method !== "HEAD") {
        const headers = { ...plain, Allow: "GET, HEAD", Connection: "close" };
        return send(response, 405, headers, `Only GET is answered here. Send this to ${options.origin}\n`);
      }
      try {
        const native = findRoute(options.routes, pathOf(request.url) ?? "/", request.method);
        if (native?.route.access === "anyone") return await native.route.answer(request, response, native.match);
        const location = httpsAddress(options.origin, request.url);
        return await send(response, 308, { ...plain, Location: location }, `${location}\n`);
      } catch (error) {
        log.error("request-failed", { requestId, error });
        if (response.headersSent) return response.destroy();
        return send(response, 503, { ...plain, "Retry-After": "60" }, "Temporarily unavailable.\n");
      }
    },
  );
  server.maxConnections = limits.connections;
  const port = await listen(server, options.port, options.bind, "PORTAL_HTTP_PORT");
  return { port, close: () => closeGracefully(server) };
}

/** `//elsewhere` and absolute targets stay on our origin: the target is set as a path, never resolved as a reference. */
function httpsAddress(origin: string, target: string | undefined): string {
  const url = new URL(origin);
  const path = pathOf(target) ?? "/";
  url.pathname = path.replace(/^[\\/]+/, "/");
  const query = target?.startsWith("/") ? target.slice(path.length) : "";
  url.search = query;
  return url.href;
}
