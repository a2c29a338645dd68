import type { IncomingMessage } from "node:http";

/**
 * True when a request that changes something may have been made by another site with the visitor's cookies or
 * certificate (CSRF). Next itself runs a server action even when Origin is absent. Programs send neither cookie nor
 * Origin and pass: they carry no session that could be abused.
 * @param hosts ours, as they stand in Host
 */
export function isForged(request: IncomingMessage, hosts: readonly string[]): boolean {
  if (request.method === "GET" || request.method === "HEAD" || request.method === "OPTIONS") return false;
  const { origin, cookie } = request.headers;
  if (request.headers["sec-fetch-site"] === "cross-site") return true;
  if (origin === undefined) return cookie !== undefined;
  return !hosts.some((host) => origin === `https://${host.toLowerCase()}`);
}

/**
 * True for what a page of another site loads from us as its picture, frame or data (Fetch Metadata). It could read none of
 * it, but the certificate comes along, as no cookie of ours would: a download would be made, an attempt
 * recorded, a renewed certificate be in use. Following a link to us is no such thing.
 */
export function isLoadedElsewhere({ headers }: IncomingMessage): boolean {
  const [site, dest] = [headers["sec-fetch-site"], headers["sec-fetch-dest"]];
  return (site === "cross-site" || site === "same-site") && dest !== undefined && dest !== "document";
}
