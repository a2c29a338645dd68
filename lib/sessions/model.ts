import { createHash, randomBytes } from "node:crypto";

/** How long a session waits for its code, in minutes. */
export const codeMinutes = 10;

/** `__Host-`: the browser takes it from this very host alone, over TLS, for all paths. */
export const sessionCookie = "__Host-portal-session";

/** 256 bits: the cookie's value. Only its hash is kept. */
export function makeToken(): string {
  return randomBytes(32).toString("base64url");
}

export function tokenHash(token: string): Buffer<ArrayBuffer> {
  return Buffer.from(createHash("sha256").update(token).digest());
}
