import type { IncomingMessage } from "node:http";

/**
 * True when the request names one of our hosts, once (RFC 9112 §3.2). Any other is answered 421: a name that is not
 * ours must never reach a link, a redirect or a request that Next makes.
 */
export function namesOurHost(request: IncomingMessage, hosts: readonly string[]): boolean {
  const named = request.headersDistinct.host;
  return named?.length === 1 && hosts.some((host) => host.toLowerCase() === named[0]?.toLowerCase());
}
