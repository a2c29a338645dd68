import { permit } from "../access/permissions.ts";
import type { SessionIdentity } from "../access/session-scope.ts";
import type { Peer } from "../platform/peer.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
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
  const { rows } = await systemPool().query<SessionIdentity & { seen: boolean }>({
    name: "find-session",
    text: find,
    values: [now, idleMinutes(), tokenHash(token), peer.certificate.thumbprint],
  });
  const row = rows[0];
  if (!row) return undefined;
  const { seen, ...session } = row;
  if (!seen) await systemPool().query({ name: "touch-session", text: touch, values: [session.sessionId, now] });
  return session;
}

export interface OpenSession {
  readonly id: string;
  /** The one that asks. */
  readonly present: boolean;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly address: string;
  readonly userAgent: string;
  /** Of the certificate that it was opened with. */
  readonly commonName: string;
  readonly organization: string;
}

/** The open sessions of a user of this tenant, wherever they are at work. @throws Refusal NOT_FOUND */
export async function listSessions(scope: Scope, { userId }: { readonly userId: string }): Promise<OpenSession[]> {
  permit(scope, "users:read");
  if (!(await scope.db.user.findUnique({ where: { id: userId }, select: { id: true } }))) throw new Refusal("NOT_FOUND");
  return openSessions(scope, userId);
}

/** One's own. */
export async function listOwnSessions(scope: Scope): Promise<OpenSession[]> {
  permit(scope, "sessions:own");
  return scope.actor.user ? openSessions(scope, scope.actor.user.id) : [];
}

async function openSessions({ tenant, actor, clock }: Scope, userId: string): Promise<OpenSession[]> {
  const { rows } = await systemPool().query<OpenSession>(list, [clock.now(), idleMinutes(), tenant.id, userId, actor.sessionId]);
  return rows;
}

function idleMinutes(): number {
  return currentSettings().sessionIdleMinutes;
}

/**
 * `$1` is now, `$2` the minutes of idling. One that was seen later than that from now on was opened before the clock
 * was set back: it would outlive its hours by as much. Signing in anew costs less.
 */
const isOpen = `s."endedAt" IS NULL AND s."expiresAt" > $1
    AND s."lastSeenAt" > $1::timestamptz - make_interval(secs => $2 * 60)
    AND s."lastSeenAt" < $1::timestamptz + make_interval(secs => $2 * 60) AND s."provedAt" >= u."passwordChangedAt"`;

const find = `SELECT s.id AS "sessionId", u.id AS "userId", u."loginId", u.name, u.role::text, s."tenantId", t."orcamoId",
    t.name AS "tenantName", t.kind::text AS "tenantKind", s."userTenantId" AS "organizationId",
    o."orcamoId" AS "organizationOrcamoId", u."mustChangePassword", s."codePending",
    s."provedAt", s."lastSeenAt" > $1::timestamptz - interval '1 minute' AS seen
  FROM sessions s
  JOIN users u ON u.id = s."userId"
  JOIN tenants t ON t.id = s."tenantId"
  JOIN tenants o ON o.id = s."userTenantId"
  WHERE s."tokenHash" = $3 AND s.thumbprint = $4 AND ${isOpen}
    AND u.state = 'active' AND t.state = 'active' AND o.state = 'active'
    AND (t.id = o.id OR EXISTS (SELECT 1 FROM entrustments e
      WHERE e."tenantId" = t.id AND e."vendorId" = o.id AND e."endedAt" IS NULL))`;

const touch = `UPDATE sessions SET "lastSeenAt" = $2 WHERE id = $1`;

const list = `SELECT s.id, s.id::text = $5 AS present, s."createdAt", s."lastSeenAt", s.address, s."userAgent",
    c."commonName", c.organization
  FROM sessions s JOIN users u ON u.id = s."userId" JOIN certificates c ON c.id = s."certificateId"
  WHERE s."userTenantId" = $3 AND s."userId" = $4 AND NOT s."codePending" AND ${isOpen}
  ORDER BY s."lastSeenAt" DESC, s.id`;
