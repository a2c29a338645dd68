import { type Clock, systemClock } from "../platform/clock.ts";
import { tenantDb } from "../platform/db.ts";
import type { Peer } from "../platform/peer.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Actor, Scope, ScopeTenant, Standing } from "../platform/scope.ts";
import { systemPool } from "../platform/system-db.ts";
import { mintTenantId } from "./tenant-id.ts";

/** A session as the door found it: open, of an active user, opened with the very certificate of this request. */
export interface SessionIdentity {
  readonly sessionId: string;
  readonly userId: string;
  readonly loginId: string;
  readonly name: string;
  readonly role: "operator" | "administrator" | "auditor" | "general" | "vendor";
  /** The tenant of the certificate. */
  readonly tenantId: string;
  readonly orcamoId: string;
  readonly tenantName: string;
  readonly tenantKind: ScopeTenant["kind"];
  /** The user's own organisation. */
  readonly organizationId: string;
  readonly organizationOrcamoId: string;
  readonly mustChangePassword: boolean;
  /** The third factor is still to be shown. */
  readonly codePending: boolean;
  readonly provedAt: Date;
}

/**
 * The scope of a signed-in person in the tenant that the address names. A tenant where the person has no business
 * is not found: whether it exists is not told. Another tenant than that of the certificate must have been entered.
 * @throws Refusal NOT_FOUND, VISIT_REQUIRED
 */
export async function sessionScope(
  session: SessionIdentity,
  peer: Peer,
  orcamoId: string = session.orcamoId,
  clock: Clock = systemClock,
): Promise<Scope> {
  const scope = await entryScope(session, peer, orcamoId, clock);
  if (scope.tenant.id === session.tenantId) return scope;
  const visit = await openVisitOf(session, scope.tenant.id);
  if (!visit) throw new Refusal("VISIT_REQUIRED", { orcamoId });
  return { ...scope, actor: { ...scope.actor, visit } };
}

/** The same before the tenant was entered: for the command that enters, and for nothing else. @throws Refusal NOT_FOUND */
export async function entryScope(
  session: SessionIdentity,
  peer: Peer,
  orcamoId: string,
  clock: Clock = systemClock,
): Promise<Scope> {
  const tenant = orcamoId === session.orcamoId ? homePlace(session) : await otherPlace(session, orcamoId);
  const standing = await standingIn(session, tenant);
  if (!standing) throw new Refusal("NOT_FOUND", { orcamoId });
  return { actor: actorOf(session, standing, peer), tenant, db: tenantDb(tenant.id), clock };
}

/** The scope of a signed-in person in their own organisation, wherever the session's certificate belongs. */
export async function ownScope(session: SessionIdentity, peer: Peer, clock: Clock = systemClock): Promise<Scope> {
  if (session.organizationId === session.tenantId) return sessionScope(session, peer, session.orcamoId, clock);
  const { rows } = await systemPool().query<{ id: string; orcamoId: string; name: string; kind: ScopeTenant["kind"] }>(
    `SELECT id, "orcamoId", name, kind::text FROM tenants WHERE id = $1`,
    [session.organizationId],
  );
  const row = rows[0];
  if (!row) throw new Refusal("NOT_FOUND");
  const id = mintTenantId(row.id);
  return { actor: actorOf(session, session.role, peer), tenant: { ...row, id }, db: tenantDb(id), clock };
}

function homePlace(session: SessionIdentity): ScopeTenant {
  const id = mintTenantId(session.tenantId);
  return { id, orcamoId: session.orcamoId, name: session.tenantName, kind: session.tenantKind };
}

/**
 * A vendor's own certificate opens the clinics that entrust the vendor, the operator's every organisation that is not
 * closed; a clinic's opens that clinic alone, whoever signed in with it (PRODUCT.md §4). What cannot be an ORCAMO ID is
 * not asked for: PostgreSQL fails on a NUL.
 */
async function otherPlace(session: SessionIdentity, orcamoId: string): Promise<ScopeTenant> {
  const ownCertificate = session.tenantId === session.organizationId;
  if (!ownCertificate || !/^[a-z]\d{8}$/.test(orcamoId)) throw new Refusal("NOT_FOUND", { orcamoId });
  const { rows } = await systemPool().query<{ id: string; orcamoId: string; name: string; kind: ScopeTenant["kind"] }>(
    isOffice(session) ? anyPlace : entrustedPlace,
    isOffice(session) ? [orcamoId] : [orcamoId, session.organizationId],
  );
  const row = rows[0];
  if (!row) throw new Refusal("NOT_FOUND", { orcamoId });
  return { ...row, id: mintTenantId(row.id) };
}

const entrustedPlace = `SELECT t.id, t."orcamoId", t.name, t.kind::text FROM tenants t JOIN entrustments e ON e."tenantId" = t.id
  WHERE t."orcamoId" = $1 AND e."vendorId" = $2 AND e."endedAt" IS NULL AND t.state = 'active' LIMIT 1`;

const anyPlace = `SELECT id, "orcamoId", name, kind::text FROM tenants WHERE "orcamoId" = $1 AND state <> 'closed'`;

async function standingIn(session: SessionIdentity, tenant: ScopeTenant): Promise<Standing | undefined> {
  if (tenant.id === session.organizationId || isOffice(session)) return session.role;
  if (session.role !== "vendor") return undefined;
  const { rows } = await systemPool().query<{ kind: string }>(
    // By the column, where "server" comes first: by its text "general" would.
    `SELECT kind::text FROM entrustments e WHERE "tenantId" = $1 AND "vendorId" = $2 AND "endedAt" IS NULL ORDER BY e.kind LIMIT 1`,
    [tenant.id, session.organizationId],
  );
  if (!rows[0]) return undefined;
  return rows[0].kind === "server" ? "entrustedServer" : "entrustedGeneral";
}

/** An operator at home: the role alone, in a row of another organisation, would open nothing more than that one. */
function isOffice({ role, tenantId, tenantKind, organizationId }: SessionIdentity): boolean {
  return role === "operator" && tenantKind === "operator" && tenantId === organizationId;
}

/** Who visits came with a certificate of their own organisation (otherPlace): the session has its name. */
async function openVisitOf(session: SessionIdentity, tenantId: string): Promise<Actor["visit"]> {
  const { rows } = await systemPool().query<{ reason: string }>(
    `SELECT reason FROM visits WHERE "sessionId" = $1 AND "tenantId" = $2 AND "endedAt" IS NULL`,
    [session.sessionId, tenantId],
  );
  return rows[0] && { reason: rows[0].reason, organizationName: session.tenantName };
}

function actorOf(session: SessionIdentity, standing: Standing, peer: Peer): Actor {
  const certificate = "id" in peer.certificate ? peer.certificate : undefined;
  return {
    standing,
    user: {
      id: session.userId,
      loginId: session.loginId,
      name: session.name,
      organizationId: session.organizationId,
      organization: session.organizationOrcamoId,
    },
    sessionId: session.sessionId,
    provedAt: session.provedAt,
    ...(certificate && {
      certificate: {
        id: certificate.id,
        commonName: certificate.commonName,
        organization: certificate.organization,
        serial: certificate.serial,
      },
    }),
    address: peer.address,
    userAgent: peer.userAgent,
    requestId: peer.requestId,
  };
}
