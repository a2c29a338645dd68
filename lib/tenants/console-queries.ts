import { officeDb } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { endingDays } from "../certificates/model.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { type LinkedApp, linkedAppLabels, signInKindOf, type TenantKind, type TenantState } from "./model.ts";

export interface ConsoleTenant {
  readonly orcamoId: string;
  readonly name: string;
  readonly kind: TenantKind;
  readonly state: TenantState;
  /** Why it was stopped or closed, from its log. */
  readonly reason: string | undefined;
  readonly maintenance: string;
  readonly medicalId: string;
  readonly plan: string;
  readonly apiPlan: string;
  readonly linkedApps: readonly LinkedApp[];
  readonly passwordPolicy: "asvs" | "mixed";
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly users: { readonly active: number; readonly all: number; readonly lastSignInAt: Date | undefined };
  /** Of the kind that people sign in with, not yet expired. */
  readonly usableCertificates: number;
  /** Who is entrusted by a clinic, and who entrusts a vendor. */
  readonly entrustments: readonly ConsoleEntrustment[];
  /** What the operator has made and may still take. */
  readonly handOuts: readonly { readonly id: string; readonly fileName: string; readonly expiresAt: Date }[];
}

export interface ConsoleEntrustment {
  readonly kind: "server" | "general";
  readonly orcamoId: string;
  readonly name: string;
}

/** One organisation as the console shows it. @throws Refusal NOT_FOUND */
export async function getConsoleTenant(scope: Scope, { orcamoId }: { readonly orcamoId: string }): Promise<ConsoleTenant> {
  permit(scope, "console:read");
  const row = await officeDb(scope).tenant.findUnique({ where: { orcamoId } });
  if (!row) throw new Refusal("NOT_FOUND", { orcamoId });
  const { id, linkedApps, maintenance, medicalId, plan, apiPlan, ...shown } = row;
  const [users, usableCertificates, entrustments, reason, handOuts] = await Promise.all([
    countUsers(scope, id),
    countUsable(scope, id, row.kind),
    entrustmentsOf(scope, id),
    row.state === "active" ? undefined : reasonOf(scope, id),
    takeable(scope, orcamoId),
  ]);
  return {
    ...shown,
    reason,
    maintenance: maintenance ?? "",
    medicalId: medicalId ?? "",
    plan: plan ?? "",
    apiPlan: apiPlan ?? "",
    linkedApps: linkedApps.filter((app): app is LinkedApp => app in linkedAppLabels),
    users,
    usableCertificates,
    entrustments,
    handOuts,
  };
}

export interface Overview {
  readonly clinics: { readonly active: number; readonly stopped: number };
  readonly vendors: { readonly active: number; readonly stopped: number };
  /** Certificates in use over all organisations. */
  readonly certificates: { readonly ending: number; readonly expired: number };
  /** Active organisations whose people have no certificate left to sign in with. */
  readonly lockedOut: readonly LockedOut[];
  /** There are more of them than are listed. */
  readonly more: boolean;
}

export interface LockedOut {
  readonly orcamoId: string;
  readonly name: string;
  readonly kind: TenantKind;
  /** When the last one ended; null when there was none, or it was revoked. */
  readonly endedAt: Date | null;
}

/** 運用TOP. */
export async function getOverview(scope: Scope): Promise<Overview> {
  permit(scope, "console:read");
  const db = officeDb(scope);
  const now = scope.clock.now();
  const soon = new Date(now.getTime() + endingDays * 86_400_000);
  const inUse = { current: true, state: "active" } as const;
  const [groups, ending, expired, lockedOut] = await Promise.all([
    db.tenant.groupBy({ by: ["kind", "state"], _count: true }),
    db.certificate.count({ where: { ...inUse, notAfter: { gt: now, lte: soon } } }),
    db.certificate.count({ where: { ...inUse, notAfter: { lte: now } } }),
    findLockedOut(scope, now),
  ]);
  const counted = (kind: TenantKind, state: TenantState) =>
    groups.find((group) => group.kind === kind && group.state === state)?._count ?? 0;
  const of = (kind: TenantKind) => ({ active: counted(kind, "active"), stopped: counted(kind, "stopped") });
  return {
    clinics: of("clinic"),
    vendors: of("vendor"),
    certificates: { ending, expired },
    lockedOut: lockedOut.slice(0, listed),
    more: lockedOut.length > listed,
  };
}

const listed = 50;

/** Asked of each organisation by an index of its own certificates: 0.2 s for 10,000 that have ten each. */
function findLockedOut(scope: Scope, now: Date): Promise<LockedOut[]> {
  return officeDb(scope).$queryRaw<LockedOut[]>`
    SELECT t."orcamoId", t.name, t.kind::text, (
        SELECT max(c."notAfter") FROM certificates c
        WHERE c."tenantId" = t.id AND c.current AND c.state = 'active' AND c.kind = wanted.kind) AS "endedAt"
      FROM tenants t
      CROSS JOIN LATERAL (SELECT (CASE t.kind WHEN 'vendor' THEN 'vendor' ELSE 'client' END)::"CertificateKind" AS kind) wanted
      WHERE t.state = 'active' AND t.kind <> 'operator' AND NOT EXISTS (
        SELECT FROM certificates c WHERE c."tenantId" = t.id AND c.current AND c.state = 'active' AND c.kind = wanted.kind
          AND c."notAfter" > ${now})
      ORDER BY 4 DESC NULLS LAST, 1 LIMIT ${listed + 1}`;
}

async function countUsers(scope: Scope, tenantId: string): Promise<ConsoleTenant["users"]> {
  const groups = await officeDb(scope).user.groupBy({
    by: ["state"],
    where: { tenantId },
    _count: true,
    _max: { lastSignInAt: true },
  });
  const moments = groups.map(({ _max }) => _max.lastSignInAt?.getTime() ?? 0);
  const last = Math.max(0, ...moments);
  return {
    active: groups.find(({ state }) => state === "active")?._count ?? 0,
    all: groups.reduce((sum, { _count }) => sum + _count, 0),
    lastSignInAt: last > 0 ? new Date(last) : undefined,
  };
}

function countUsable(scope: Scope, tenantId: string, kind: TenantKind): Promise<number> {
  const notAfter = { gt: scope.clock.now() };
  const where = { tenantId, current: true, state: "active", kind: signInKindOf[kind], notAfter } as const;
  return officeDb(scope).certificate.count({ where });
}

async function entrustmentsOf(scope: Scope, tenantId: string): Promise<ConsoleEntrustment[]> {
  const name = { select: { orcamoId: true, name: true } };
  const rows = await officeDb(scope).entrustment.findMany({
    where: { endedAt: null, OR: [{ tenantId }, { vendorId: tenantId }] },
    include: { vendor: name, tenant: name },
    orderBy: [{ kind: "asc" }, { since: "asc" }],
    take: 100,
  });
  return rows.map(({ kind, vendor, tenant, ...row }) => ({ kind, ...(row.tenantId === tenantId ? vendor : tenant) }));
}

async function reasonOf(scope: Scope, tenantId: string): Promise<string | undefined> {
  const entry = await officeDb(scope).auditEntry.findFirst({
    where: { tenantId, action: { in: ["tenants:stop", "tenants:close"] } },
    select: { facts: true },
    orderBy: { sequence: "desc" },
  });
  const facts = entry?.facts;
  const reason = facts && typeof facts === "object" && !Array.isArray(facts) ? facts.reason : undefined;
  return typeof reason === "string" ? reason : undefined;
}

/** Their file names begin with the ORCAMO ID. */
async function takeable({ actor, clock, ...scope }: Scope, orcamoId: string): Promise<ConsoleTenant["handOuts"]> {
  if (!actor.user) return [];
  return scope.db.handOut.findMany({
    where: { userId: actor.user.id, takenAt: null, expiresAt: { gt: clock.now() }, fileName: { startsWith: orcamoId } },
    select: { id: true, fileName: true, expiresAt: true },
    orderBy: { createdAt: "desc" },
  });
}
