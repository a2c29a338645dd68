import { once } from "../platform/once.ts";
import type { Peer } from "../platform/peer.ts";
import { plainText } from "../platform/plain-text.ts";
import { systemPool } from "../platform/system-db.ts";
import type { Door } from "./model.ts";

/**
 * An attempt that ends at the edge, before any login ID: a certificate of ours that is expired, revoked or of a stopped
 * organisation stands in that organisation's history. Foreign certificates, and none, belong to nobody: they are in the
 * request log alone. Who holds such a certificate cannot fill the table with it: one row for an address and reason in
 * ten minutes, and thirty for all addresses together, since anyone has IPv6 addresses without number.
 * @returns whether there is a row of it now
 */
export async function recordRefused(peer: Peer, door: Door, now: Date): Promise<boolean> {
  const { certificate, address, userAgent } = peer;
  if (!("id" in certificate) || certificate.state === "valid") return false;
  const reason = reasons[certificate.state];
  const { tenantId, commonName, serial, thumbprint } = certificate;
  const seen = once("refused-certificates", () => new Map<string, number>());
  const key = `${thumbprint} ${reason} ${address}`;
  // Without this every picture of a page, and every retry of a program, would ask the database.
  if (Math.abs(now.getTime() - (seen.get(key) ?? 0)) < windowMinutes * 60_000) return false;
  if (seen.size >= 5_000) seen.clear();
  seen.set(key, now.getTime());
  const values = [tenantId, now, door, reason, address, commonName, serial, plainText(userAgent, 300), windowMinutes, mostRows];
  try {
    return (await systemPool().query(insert, values)).rowCount === 1;
  } catch (error) {
    seen.delete(key);
    throw error;
  }
}

const windowMinutes = 10;
const mostRows = 30;

const reasons = {
  expired: "CERTIFICATE_EXPIRED",
  revoked: "CERTIFICATE_REVOKED",
  stopped: "TENANT_STOPPED",
} as const;

/** Other processes are asked through the table; two that ask at the same moment leave two rows, which does no harm. */
const insert = `INSERT INTO sign_ins (id, "tenantId", at, "loginId", door, result, reason, address, "commonName", serial, "userAgent")
  SELECT gen_random_uuid(), $1::uuid, $2::timestamptz, '', $3, 'failure', $4, $5, $6, $7, $8
  WHERE (SELECT count(*) FILTER (WHERE address = $5) = 0 AND count(*) < $10::integer FROM sign_ins
    WHERE "tenantId" = $1 AND serial = $7 AND "loginId" = '' AND reason = $4
      AND at > $2::timestamptz - make_interval(mins => $9) AND at < $2::timestamptz + make_interval(mins => $9))`;
