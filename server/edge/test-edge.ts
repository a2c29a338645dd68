import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import { env } from "#lib/platform/env.ts";
import { currentPeer, type Peer, type PeerCertificate } from "#lib/platform/peer.ts";
import { nativeRoutes } from "#server/native/routes.ts";
import { answerRequests, type House } from "./answer.ts";
import { type Edge, type EdgeOptions, startEdge } from "./listen.ts";
import { makeTestCertificates, type TestPair } from "./test-certificates.ts";

/** What reached the pages behind the edge. */
export interface Seen {
  readonly request: IncomingMessage;
  readonly peer: Peer | undefined;
  readonly body: string;
}

export interface TestEdge extends Edge, AsyncDisposable {
  readonly seen: Seen[];
}

export const certificates = makeTestCertificates();
export const host = env().hosts[0] ?? "";

/** The real edge on a port of its own; pages echo, and the house knows one valid certificate. */
export async function testEdge(changes: Partial<House> = {}, options: Partial<EdgeOptions> = {}): Promise<TestEdge> {
  const seen: Seen[] = [];
  const house: House = { ...testHouse(seen), ...changes };
  const { certificatePem, keyPem } = certificates.server;
  const keys = { certificatePem, keyPem, authorities: [certificates.authority.certificatePem] };
  const edge = await startEdge({ port: 0, bind: "127.0.0.1", balancers: [], keys, answer: answerRequests(house), ...options });
  const stop = async () => {
    edge.server.closeAllConnections();
    await edge.close();
  };
  return { ...edge, seen, [Symbol.asyncDispose]: stop };
}

/** @param seen gets what reached the pages */
export function testHouse(seen: Seen[]): House {
  return {
    dev: false,
    hosts: env().hosts,
    authHosts: env().authHosts,
    brand: { ...env().brand, supportPhone: "03-0000-0000" },
    routes: nativeRoutes({
      authority: async () => certificates.authority.der,
      revocationList: async (shard) =>
        shard === 0 ? { list: Buffer.from("crl"), nextUpdate: new Date(Date.now() + 1e6) } : undefined,
      databaseReachable: async () => true,
    }),
    identify: async (der) => identity(der),
    recordRefused: async () => undefined,
    recordFirstUse: async () => undefined,
    pages: async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      seen.push({ request, body, peer: currentPeer() });
      response.end(`page ${request.method} ${request.url} ${body}`);
    },
  };
}

export async function connectTls(edge: Edge, client?: TestPair, options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({
    host: "127.0.0.1",
    port: edge.port,
    servername: "localhost",
    ca: certificates.authority.certificatePem,
    ...(client && { cert: client.certificatePem, key: client.keyPem }),
    ...options,
  });
  await once(socket, "secureConnect");
  return socket;
}

export async function connectPlain(port: number): Promise<Socket> {
  const socket = connectTcp(port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

/** Sends bytes on a connection of its own and reads all until the server closes it. */
export async function exchange(edge: Edge, bytes: string, client: TestPair | undefined = certificates.client): Promise<string> {
  const socket = await connectTls(edge, client);
  socket.write(bytes, "latin1");
  return readAll(socket);
}

/** A GET that closes its connection. @param fields header lines, each with CR LF */
export function get(path: string, fields = ""): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${fields}\r\n`;
}

export async function readAll(socket: Socket): Promise<string> {
  let text = "";
  socket.on("error", () => {});
  socket.on("data", (chunk) => {
    text += chunk;
  });
  if (!socket.closed) await once(socket, "close");
  return text;
}

export function status(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

export const known = {
  id: "c1",
  tenantId: "t1",
  tenantName: "テスト医院",
  tenantKind: "clinic",
  number: 21,
  generation: 1,
  kind: "client",
  commonName: "client21",
  organization: "u00000014",
  serial: "01",
  notAfter: new Date("2099-01-01T00:00:00Z"),
  thumbprint: "thumb",
} as const;

function identity(der: Buffer | undefined): PeerCertificate {
  if (!der) return { state: "none" };
  return der.equals(certificates.client.der) ? { state: "valid", ...known } : { state: "foreign", subject: "CN=stranger" };
}
