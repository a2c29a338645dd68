import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Sets what every answer carries, and gives Next the nonce the way it reads it: from the request's own
 * Content-Security-Policy header (a forged one was dropped before, strip.ts).
 * @returns the nonce of this answer
 */
export function setSecurityHeaders(request: IncomingMessage, response: ServerResponse, options: HeaderOptions): string {
  const nonce = randomBytes(16).toString("base64");
  const policy = options.dev ? relaxedPolicy : strictPolicy(nonce);
  request.headers["content-security-policy"] = policy;
  response.setHeader("Content-Security-Policy", policy);
  for (const [name, value] of always) response.setHeader(name, value);
  // For static files Next decides: a year and immutable when built, nothing kept in development.
  if (!options.cacheable) response.setHeader("Cache-Control", "no-store");
  return nonce;
}

interface HeaderOptions {
  readonly dev: boolean;
  readonly cacheable: boolean;
}

const always = [
  ["Strict-Transport-Security", "max-age=31536000"],
  ["X-Content-Type-Options", "nosniff"],
  // With "no-referrer" browsers send "Origin: null" on form posts, which the gate would refuse.
  ["Referrer-Policy", "same-origin"],
  ["Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["X-Frame-Options", "DENY"],
] as const;

function strictPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");
}

/** For `npm run dev` alone: hot reload evaluates code, injects styles and keeps a WebSocket open. */
const relaxedPolicy = [
  "default-src 'none'",
  "script-src 'self' 'unsafe-eval' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self' wss:",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");
