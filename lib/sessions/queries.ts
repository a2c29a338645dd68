import type { SessionIdentity } from "../access/session-scope.ts";
import type { Peer } from "../platform/peer.ts";
import { systemPool } from "../platform/system-db.ts";
import { currentSettings } from "../settings/current.ts";
import { tokenHash } from "./model.ts";

/**
 * The open session of a cookie, or undefined. Asked on every request: the certificate must be the very one that the
 * session was opened with, the user and both organisations active, an entrustment still in force. A mismatch
 * refuses this request and ends nothing: another tab may hold the right certificate.
 */
export async function findSession(token: string, peer: Peer, now: Date): Promise<SessionIdentity | undefined> {
  if (peer.certificate.state !== "valid" || token.length !== 43) return undefined;
  const idleSince = new Date(now.getTime() - currentSettings().sessionIdleMinutes * 60_000);
  const { rows } = await systemPool().query<SessionIdentity & { seen: boolean }>({
    name: "find-session",
    text: find,
    values: [tokenHash(token), peer.certificate.thumbprint, now, idleSince],
  });
  const row = rows[0];
  if (!row) return undefined;
  const { seen, ...session } = row;
  if (!seen) await systemPool().query({ name: "touch-session", text: touch, values: [session.sessionId, now] });
  return session;
}

const find = `SELECT s.id AS "sessionId", u.id AS "userId", u."loginId", u.name, u.role::text, s."tenantId", t."orcamoId",
    t.name AS "tenantName", t.kind::text AS "tenantKind", s."userTenantId" AS "organizationId",
    o."orcamoId" AS "organizationOrcamoId", u."mustChangePassword", s."codePending",
    s."provedAt", s."lastSeenAt" > $3::timestamptz - interval '1 minute' AS seen
  FROM sessions s
  JOIN users u ON u.id = s."userId"
  JOIN tenants t ON t.id = s."tenantId"
  JOIN tenants o ON o.id = s."userTenantId"
  WHERE s."tokenHash" = $1 AND s.thumbprint = $2 AND s."endedAt" IS NULL AND s."expiresAt" > $3 AND s."lastSeenAt" > $4
    AND u.state = 'active' AND t.state = 'active' AND o.state = 'active' AND s."provedAt" >= u."passwordChangedAt"
    AND (t.id = o.id OR EXISTS (SELECT 1 FROM entrustments e
      WHERE e."tenantId" = t.id AND e."vendorId" = o.id AND e."endedAt" IS NULL))`;

const touch = `UPDATE sessions SET "lastSeenAt" = $2 WHERE id = $1`;
