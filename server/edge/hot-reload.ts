import type { IncomingMessage, Server } from "node:http";
import type { Server as HttpsServer } from "node:https";
import type { Duplex } from "node:stream";
import { namesOurHost } from "./hosts.ts";

/**
 * For `npm run dev`: hands the WebSocket of hot reload to Next, from our own pages only.
 * @param upgrades the server that Next was given as its own
 * @returns closes the sockets; the server would otherwise wait for them when it stops
 */
export function forwardHotReload(edge: HttpsServer, upgrades: Server, hosts: readonly string[]): () => void {
  const open = new Set<Duplex>();
  edge.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const ours = hosts.some((host) => request.headers.origin === `https://${host.toLowerCase()}`);
    if (!ours || !namesOurHost(request, hosts) || !request.url?.startsWith("/_next/")) {
      socket.destroy();
      return;
    }
    open.add(socket.once("close", () => open.delete(socket)));
    upgrades.emit("upgrade", request, socket, head);
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}
