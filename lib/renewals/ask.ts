import { hash, randomBytes } from "node:crypto";
import { permit } from "../access/permissions.ts";
import { passwordBinding } from "../authority/certificate-bindings.ts";
import { openPassword } from "../authority/password.ts";
import type { Issued } from "../certificates/renew.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { renewalLinkMinutes } from "./model.ts";
import { keepsPace } from "./pace.ts";
import { renewOwn } from "./renew-own.ts";

/**
 * `POST /api/cert` (PROTOCOLS.md §1): renews the presented certificate, and tells where its file is for ten minutes and what
 * opens it. Asked again it tells of the same certificate, at another address.
 * @param origin of the request, as the edge has checked it: what a client types differs from place to place
 * @throws Refusal as renewOwn does; RENEWALS_BUSY
 */
export async function askRenewal(scope: Scope, { origin }: { origin: string }): Promise<{ uri: string; pass: string }> {
  permit(scope, "certificates:renew-own");
  const token = randomBytes(32).toString("base64url");
  const successor = await renewOwn(scope, { door: "api", write: (inner, issued) => addLink(inner, issued, token) });
  if (!successor.passwordEnvelope) throw new Refusal("CERTIFICATE_KEY_ELSEWHERE", { commonName: successor.commonName });
  const pass = openPassword(successor.passwordEnvelope, passwordBinding(scope.tenant.id, successor.id));
  return { uri: `${origin}/api/cert/${token}`, pass };
}

/** What the database has of an address: who reads it fetches nothing. */
export function hashOf(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hash("sha256", token, "buffer"));
}

async function addLink(inner: Scope, { id, number }: Issued, token: string): Promise<void> {
  if (!keepsPace(inner, "links")) throw new Refusal("RENEWALS_BUSY");
  const { db, tenant, clock } = inner;
  const createdAt = clock.now();
  const expiresAt = new Date(createdAt.getTime() + renewalLinkMinutes * 60_000);
  const data = { tenantId: tenant.id, number, certificateId: id, tokenHash: hashOf(token), createdAt, expiresAt };
  await db.renewalLink.create({ data, select: { id: true } });
}
