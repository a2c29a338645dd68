import type { ServerResponse } from "node:http";

/** One whole answer with its length. For HEAD, Node leaves the body out by itself. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer | string,
): Promise<void> {
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
  return new Promise((resolve) => {
    response.end(body, resolve);
    response.once("close", resolve);
  });
}
