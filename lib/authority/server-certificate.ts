import { randomUUID, type X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { env } from "../platform/env.ts";
import { systemDb } from "../platform/system-db.ts";
import { currentAuthority } from "./current.ts";
import { signCertificate } from "./issue.ts";
import { makeKeyPair, openServerKey } from "./key-pair.ts";
import { prepareCertificate } from "./prepare.ts";
import { validUntil, wholeSeconds } from "./profile.ts";
import { certificatePem } from "./read-certificate.ts";
import { makeSerial } from "./serial.ts";
import { openSigner } from "./signer.ts";

const dayMs = 86_400_000;
/** A third of the 90 days: three tries a day for a month before anyone would notice a worker that fails. */
const renewBeforeMs = 30 * dayMs;

/**
 * The TLS certificate of a server of these names, and its key, as PEM; issued or renewed by the authority when it is due.
 * Servers of the same names share it; unless said, it is the portal's own.
 */
export async function currentServerCertificate(
  now = new Date(),
  hosts = serverHosts(),
): Promise<{ certificatePem: string; keyPem: string; notAfter: Date }> {
  const authority = await currentAuthority();
  const newest = await systemDb().serverCertificate.findFirst({
    // One of a clock that was ahead is valid for nobody yet.
    where: { authorityId: authority.id, certificate: { not: null }, hosts: { equals: hosts }, notBefore: { lte: now } },
    orderBy: { notAfter: "desc" },
  });
  const due = !newest || newest.notAfter.getTime() - now.getTime() < renewBeforeMs;
  const row = due ? await issueServerCertificate(hosts, now) : newest;
  if (!row.certificate) throw new Error("A server certificate without its signature.");
  return {
    certificatePem: certificatePem(row.certificate) + certificatePem(authority.certificate),
    keyPem: openServerKey(row.keyEnvelope, serverKeyBinding(row.id)),
    notAfter: row.notAfter,
  };
}

/** Recorded before it is signed, like every certificate (ARCHITECTURE.md §4, rule 4). */
async function issueServerCertificate(hosts: string[], now: Date) {
  const authority = await currentAuthority();
  const id = randomUUID();
  const { publicKey, envelope } = await makeKeyPair(serverKeyBinding(id), "server");
  // An hour back: a visitor's clock that is a little slow must not refuse a certificate of this minute.
  const notBefore = wholeSeconds(new Date(now.getTime() - 3_600_000));
  const dates = { notBefore, notAfter: validUntil("server", notBefore) };
  const serial = makeSerial();
  const planned = prepareCertificate({
    profile: "server",
    hosts,
    serial,
    publicKey,
    ...dates,
    authorityCertificate: authority.certificate,
    crlUrl: env().crlUrl,
    shard: 0,
  });
  await systemDb().serverCertificate.create({
    data: {
      id,
      authorityId: authority.id,
      serial,
      hosts,
      ...dates,
      planned: new Uint8Array(planned),
      keyEnvelope: new Uint8Array(envelope),
    },
  });
  const certificate = await signCertificate(planned, openSigner(authority));
  return systemDb().serverCertificate.update({ where: { id }, data: { certificate: new Uint8Array(certificate) } });
}

/** The portal's own names and those for programs, without ports; with localhost its addresses, since that is how a first look often starts. */
export function serverHosts(): string[] {
  const names = serverNames();
  const local = names.includes("localhost") ? ["127.0.0.1", "::1"] : [];
  return [...new Set([...names, ...local])];
}

/** Those of the portal's names that a certificate of the operator's own is not for: clients refuse it there. */
export function namesMissing(certificate: X509Certificate): string[] {
  return serverNames().filter((name) => !(isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)));
}

function serverNames(): string[] {
  const named = [...env().hosts, ...env().authHosts];
  return [...new Set(named.map((host) => new URL(`https://${host}`).hostname.replace(/^\[|\]$/g, "")))];
}

export function serverKeyBinding(id: string) {
  return { tenant: "", row: id, purpose: "server-key" } as const;
}
