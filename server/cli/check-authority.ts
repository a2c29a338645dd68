import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { currentAuthority } from "#lib/authority/current.ts";
import { currentRevocationList } from "#lib/authority/lists.ts";
import { namesMissing, serverHosts } from "#lib/authority/server-certificate.ts";
import { openSigner } from "#lib/authority/signer.ts";
import { env } from "#lib/platform/env.ts";
import { formatDate, formatDateTime } from "#lib/platform/format.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

const dayMs = 86_400_000;

export async function checkKey(): Promise<Finding> {
  const file = env().keyEncryptionKeyFile;
  try {
    openSigner(await currentAuthority());
    return ok(`key-encryption key ${file} opens the authority's key`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const todo = "put back the right file, or name it in PORTAL_KEY_ENCRYPTION_KEY_FILE";
    return fail(`key-encryption key ${file} does not open the authority's key (${reason})`, todo);
  }
}

/** A certificate of three years must not outlive its authority. */
export async function checkAuthority(): Promise<Finding> {
  const { certificate } = await currentAuthority();
  const end = new X509Certificate(certificate).validToDate;
  const about = `certification authority valid until ${formatDate(end)}`;
  if (end.getTime() < Date.now()) return fail(about, "it has ended: no certificate is valid any more; make a new authority");
  if (end.getTime() - Date.now() > 3 * 366 * dayMs) return ok(about);
  return warn(about, "certificates of three years can no longer be issued; plan a new authority");
}

export async function checkServerCertificate(): Promise<Finding> {
  const end = await serverCertificateEnd();
  if (!end) return warn("no certificate for the portal itself yet", "start the portal (npm start), which issues it");
  const days = Math.floor((end.getTime() - Date.now()) / dayMs);
  const about = `the portal's own certificate valid until ${formatDate(end)}`;
  const own = env().tlsCertificateFile;
  const todo = own ? `renew ${own}` : "see that the worker runs (PORTAL_WORKER, npm run worker): it renews 30 days before";
  if (days < 0) return fail(about, todo);
  return days < 14 ? warn(about, todo) : ok(about);
}

export async function checkRevocationList(): Promise<Finding> {
  const current = await currentRevocationList(0);
  const todo = "see that the worker runs (PORTAL_WORKER, npm run worker): it signs a new one every day";
  if (!current) return fail("no revocation list", "start the portal (npm start), which signs the first one");
  const about = `revocation list valid until ${formatDateTime(current.nextUpdate)}`;
  if (current.nextUpdate.getTime() < Date.now()) return fail(about, todo);
  // Signed for seven days, anew after one: five days left means that two were missed.
  return current.nextUpdate.getTime() - Date.now() < 5 * dayMs ? warn(about, todo) : ok(about);
}

/** Programs compare names, and say nothing when they do not find theirs. */
export function checkServerNames(): Finding {
  const { tlsCertificateFile: own, authHosts, authPort, port } = env();
  const programs = authHosts.length > 0 ? authHosts.join(", ") : "the portal's own names";
  const about = `programs renew at ${programs}, port ${authPort ?? port}`;
  const missing = own ? namesMissing(new X509Certificate(readFileSync(own))) : [];
  if (missing.length === 0) return ok(about);
  return fail(
    `${own} is not for ${missing.join(", ")}`,
    "have a certificate made that names them too (PORTAL_HOSTS, AUTH_HOSTS)",
  );
}

async function serverCertificateEnd(): Promise<Date | undefined> {
  const own = env().tlsCertificateFile;
  if (own) return new X509Certificate(readFileSync(own)).validToDate;
  const signed = { certificate: { not: null }, hosts: { equals: serverHosts() } };
  const newest = await systemDb().serverCertificate.findFirst({ where: signed, orderBy: { notAfter: "desc" } });
  return newest?.notAfter;
}
