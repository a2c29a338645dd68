import type { Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { limits } from "./limits.ts";

/**
 * @returns the port that was bound (asked for 0: the one the system chose)
 * @throws Error with one sentence: port in use, not permitted, no such address.
 */
export async function listen(server: Server, port: number, bind: string, setting: string): Promise<number> {
  remember(server);
  try {
    await bound(server, port, bind);
  } catch (error) {
    // A machine without IPv6 has no "::"; every IPv4 address is then what the default means.
    if (code(error) !== "EAFNOSUPPORT" || bind !== "::") throw explained(error, port, bind, setting);
    await bound(server, port, "0.0.0.0");
  }
  return (server.address() as AddressInfo).port;
}

/**
 * Takes no more connections, lets what is being answered finish, then closes what is left; also connections that
 * never got as far as TLS, which the HTTP server does not know.
 */
export function closeGracefully(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => {
      server.closeAllConnections();
      for (const socket of sockets.get(server) ?? []) socket.destroy();
    }, limits.closing);
    server.close(() => {
      clearTimeout(late);
      resolve();
    });
    server.closeIdleConnections();
  });
}

const sockets = new WeakMap<Server, Set<Socket>>();

function remember(server: Server): void {
  const open = new Set<Socket>();
  sockets.set(server, open);
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
}

function bound(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function explained(error: unknown, port: number, bind: string, setting: string): Error {
  const sentences: Record<string, string> = {
    EADDRINUSE: `Port ${port} is already in use. Stop the program that uses it, or set ${setting} to another port.`,
    EACCES: `Port ${port} may not be opened by this user. Set ${setting} to a port above 1023, or grant CAP_NET_BIND_SERVICE.`,
    EADDRNOTAVAIL: `This machine has no address ${bind}. Set PORTAL_BIND to one of its own addresses.`,
  };
  return new Error(sentences[code(error) ?? ""] ?? `Cannot listen on ${bind}, port ${port} (${code(error)}).`, { cause: error });
}

function code(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
