import { constants } from "node:crypto";
import type { RequestListener } from "node:http";
import { createServer } from "node:https";
import type { TlsOptions } from "node:tls";
import { watchConnections } from "./connections.ts";
import { filterRequestHeads } from "./filter-socket.ts";
import { limits } from "./limits.ts";
import { closeGracefully, listen } from "./listening.ts";
import { answerUnreadable } from "./unreadable.ts";

export interface EdgeOptions {
  readonly port: number;
  /** Names the port to the operator when it cannot be had. */
  readonly setting?: string;
  readonly bind: string;
  /** CIDR ranges from which connections must begin with a PROXY v2 header. */
  readonly balancers: readonly string[];
  readonly keys: TlsKeys;
  readonly answer: RequestListener;
}

export interface TlsKeys {
  readonly certificatePem: string;
  readonly keyPem: string;
  /** Authorities whose names clients are told, PEM: a browser offers only certificates that these issued. */
  readonly authorities: readonly string[];
}

export interface Edge {
  readonly port: number;
  readonly server: ReturnType<typeof createServer>;
  /** New handshakes use these; open connections stay. */
  use(keys: TlsKeys): void;
  close(): Promise<void>;
}

/**
 * The TLS listener. It lets every client through the handshake, with whatever certificate or none: who they are is
 * decided per request, and a person reads a page instead of a bare TLS error.
 */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const server = createServer(
    {
      ...tls(options.keys),
      maxHeaderSize: limits.headBytes,
      headersTimeout: limits.head,
      // limit-request.ts has one, for the requests that may not take long.
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAlive,
      connectionsCheckingInterval: limits.check,
      handshakeTimeout: limits.handshake,
    },
    options.answer,
  );
  server.maxConnections = limits.connections;
  watchConnections(server, options.balancers);
  server.on("secureConnection", filterRequestHeads);
  // What is expected beside 100-continue may be passed over (RFC 9110 §10.1.1); Node would answer 417 past all that we add.
  server.on("checkExpectation", options.answer);
  answerUnreadable(server);
  const port = await listen(server, options.port, options.bind, options.setting ?? "PORTAL_PORT");
  return { port, server, use: (keys) => server.setSecureContext(tls(keys)), close: () => closeGracefully(server) };
}

function tls(keys: TlsKeys): TlsOptions {
  return {
    cert: keys.certificatePem,
    key: keys.keyPem,
    ca: [...keys.authorities],
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    ciphers,
    // HTTP/2 loses the exact header names that clients in the field compare (PROTOCOLS.md §2).
    ALPNProtocols: ["http/1.1"],
    // A resumed session may come without its client certificate; a renegotiation could change it under a request.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
  };
}

const ciphers = [
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "TLS_AES_128_GCM_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
].join(":");
