import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Lets pages of these origins read the answer, with their visitor's certificate (Fetch §3.3). It stands on refusals too, so it
 * is set before anything is decided. Nobody else's page may know whose certificate its visitor holds.
 * @param origins `https://app.example.jp`, compared whole
 */
export function allowOrigins(origins: readonly string[], request: IncomingMessage, response: ServerResponse): void {
  response.appendHeader("Vary", "Origin");
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin)) return;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Allow-Credentials", "true");
}
