import type { ServerResponse } from "node:http";

/** One whole answer with its length. For HEAD, Node leaves the body out by itself. Who has gone already gets none. */
export function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer | string,
): Promise<void> {
  // Nothing would tell the end of an answer that was closed before it began: who awaits it would wait, and hold, for ever.
  if (response.destroyed) return Promise.resolve();
  response.writeHead(status, { ...headers, "Content-Length": Buffer.byteLength(body) });
  return new Promise((resolve) => {
    response.end(body, resolve);
    response.once("close", resolve);
  });
}
