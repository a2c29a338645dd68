import type { ServerResponse } from "node:http";
import type { Server } from "node:https";

/**
 * The answers that are not out yet, of each connection. Those that were still waiting for their turn on it (pipelining) when it
 * broke are closed here: Node closes the one whose turn it was and forgets the others, and what their handlers hold until
 * the end (a place, a stream) would be held for ever.
 */
export function watchAnswers(server: Server): (connection: object) => ReadonlySet<ServerResponse> {
  const connections = new WeakMap<object, Set<ServerResponse>>();
  server.on("request", ({ socket }, response) => {
    const open = connections.get(socket) ?? new Set();
    if (!connections.has(socket)) socket.once("close", () => open.forEach(closeQueued));
    connections.set(socket, open.add(response));
    response.once("close", () => open.delete(response));
  });
  return (connection) => connections.get(connection) ?? new Set();
}

function closeQueued(response: ServerResponse): void {
  if (response.socket) return;
  response.destroy();
  response.emit("close");
}
