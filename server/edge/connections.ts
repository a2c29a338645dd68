import type { Server } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { balancerList, readVisitor } from "./balancers.ts";
import { limits } from "./limits.ts";
import { plainAddress } from "./proxy-protocol.ts";

/** What is known of a connection as long as it stands. */
export interface Connection {
  /** The visitor's address, behind a listed balancer the one that it names. */
  readonly address: string;
  readonly tlsVersion: string;
  /** The peer's certificate, DER. Its owner proved the key in the handshake; nothing else about it is proven. */
  readonly certificate: Buffer | undefined;
}

/** @throws Error when the socket did not come through `watchConnections` */
export function connectionOf(socket: object): Connection {
  const known = connections.get(socket);
  if (!known) throw new Error("This socket did not come through the TLS edge");
  return known;
}

/** Stands before the TLS handshake: PROXY headers of balancers, and how many connections one address may hold. */
export function watchConnections(server: Server, balancers: readonly string[]): void {
  const isBalancer = balancerList(balancers);
  const visitors = new Map<string, string>();
  const counts = new Map<string, number>();
  // The one listener that tls.Server put there starts the handshake: ours decides when.
  const handshakes = server.listeners("connection");
  server.removeAllListeners("connection");

  const admit = (socket: Socket, visitor: string) => {
    const held = counts.get(visitor) ?? 0;
    if (held >= limits.connectionsPerAddress || socket.destroyed) return socket.destroy();
    const key = endpoint(socket);
    counts.set(visitor, held + 1);
    visitors.set(key, visitor);
    socket.once("close", () => {
      visitors.delete(key);
      const left = (counts.get(visitor) ?? 1) - 1;
      if (left > 0) counts.set(visitor, left);
      else counts.delete(visitor);
    });
    for (const handshake of handshakes) handshake.call(server, socket);
    return undefined;
  };

  server.on("connection", async (socket: Socket) => {
    socket.on("error", () => socket.destroy());
    const address = plainAddress(socket.remoteAddress ?? "");
    const visitor = isBalancer(address) ? await readVisitor(socket) : address;
    if (visitor === undefined) socket.destroy();
    else admit(socket, visitor);
  });

  server.on("secureConnection", (socket: TLSSocket) => {
    connections.set(socket, {
      address: visitors.get(endpoint(socket)) ?? plainAddress(socket.remoteAddress ?? ""),
      tlsVersion: socket.getProtocol() ?? "",
      certificate: socket.getPeerX509Certificate()?.raw,
    });
  });
}

const connections = new WeakMap<object, Connection>();

/** The TLS socket and the TCP socket under it are two objects with one remote end. */
function endpoint(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}
