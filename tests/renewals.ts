import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { certificateScope } from "#lib/access/certificate-scope.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { clockAt } from "#lib/platform/clock.ts";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { daysLater, peerOf } from "./scopes.ts";

/** 46 days before a certificate that was issued at `today` ends: in the renewal window, and past every minimum age. */
export const inWindow = daysLater(1050);

export const origin = "https://auth.example.jp";

/** A certificate that was issued at the moment of the scope. */
export async function issued(scope: Scope, kind: "client" | "db" | "api" | "backup" | "vendor" = "client"): Promise<number> {
  const input = { requestId: randomUUID(), kind, count: 1, note: "" };
  const [number = 0] = await requestCertificates(scope, input);
  return number;
}

/** Whoever holds the newest certificate of a number, or one of an earlier generation, and has shown nothing else. */
export async function holder(scope: Scope, number: number, at = inWindow, changes: Partial<Peer> = {}, generation?: number) {
  const peer = await peerOf(number, changes);
  if (generation === undefined || peer.certificate.state !== "valid") return certificateScope(peer, clockAt(at));
  const select = { id: true, generation: true, serial: true, notAfter: true, thumbprint: true } as const;
  const row = await scope.db.certificate.findFirstOrThrow({ where: { number, generation }, select });
  const certificate = { ...peer.certificate, ...row, thumbprint: row.thumbprint ?? "" };
  return certificateScope({ ...peer, certificate }, clockAt(at));
}

/** The certificate in a PKCS#12 file as text, read by OpenSSL. @throws Error when the password is another */
export function readPkcs12(bytes: Buffer, password: string): string {
  const args = ["pkcs12", "-nokeys", "-clcerts", "-passin", `pass:${password}`];
  const pem = execFileSync("openssl", args, { input: bytes, stdio: ["pipe", "pipe", "ignore"] });
  return execFileSync("openssl", ["x509", "-noout", "-subject", "-serial", "-enddate"], { input: pem }).toString();
}

export function tokenOf(uri: string): string {
  return uri.slice(uri.lastIndexOf("/") + 1);
}
