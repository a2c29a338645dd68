import { randomUUID } from "node:crypto";
import { systemScope } from "#lib/access/system-scope.ts";
import { ensureAuthority } from "#lib/authority/current.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { prepareJobs } from "#lib/platform/jobs.ts";
import type { Peer } from "#lib/platform/peer.ts";
import type { Scope, Standing } from "#lib/platform/scope.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { createTenant } from "#lib/tenants/create.ts";
import { createUser } from "#lib/users/create.ts";

/** A moment that tests count from: whole seconds, as certificates have them. */
export const today = new Date("2026-04-10T01:00:00Z");

/** What start-up makes before the first tenant: the authority and the job queue. */
export async function prepareHouse(): Promise<void> {
  await prepareJobs();
  await ensureAuthority(new Date("2019-01-01T00:00:00Z"));
}

/** A tenant that was just created, as the portal itself sees it at `today`. */
export async function makeTenant(orcamoId: string, kind: "clinic" | "vendor" | "operator" = "clinic"): Promise<Scope> {
  await createTenant("test", { orcamoId, kind, name: `テナント${orcamoId}` }, clockAt(today));
  return systemScope(orcamoId, "test", clockAt(today));
}

/** The same tenant with another standing, or another moment; the password was just shown. */
export function as(scope: Scope, standing: Standing, now: Date = scope.clock.now()): Scope {
  const organization = { organizationId: scope.tenant.id, organization: scope.tenant.orcamoId };
  const user = { id: randomUUID(), loginId: standing, name: standing, ...organization };
  return { ...scope, clock: clockAt(now), actor: { ...scope.actor, standing, user, provedAt: now } };
}

export function daysLater(days: number, from: Date = today): Date {
  return new Date(from.getTime() + days * 86_400_000);
}

/** The TLS peer that holds the current certificate of a number. */
export async function peerOf(number: number, changes: Partial<Peer> = {}): Promise<Peer> {
  const row = await systemDb().certificate.findFirstOrThrow({ where: { number, current: true } });
  return {
    requestId: "test",
    path: "/",
    address: "192.0.2.1",
    userAgent: "test",
    tlsVersion: "TLSv1.3",
    certificate: {
      state: "valid",
      id: row.id,
      tenantId: row.tenantId,
      tenantName: row.organization,
      tenantKind: row.kind === "vendor" || row.kind === "operator" ? row.kind : "clinic",
      number: row.number,
      generation: row.generation,
      kind: row.kind,
      commonName: row.commonName,
      organization: row.organization,
      serial: row.serial,
      notAfter: row.notAfter,
      thumbprint: row.thumbprint ?? "",
    },
    ...changes,
  };
}

/** A user who may sign in at once, with the password that was handed out. */
export function makeUser(
  scope: Scope,
  loginId: string,
  role: "administrator" | "auditor" | "general" | "vendor" = "administrator",
) {
  return createUser(scope, { loginId, name: loginId, role, mustChangePassword: false });
}

export function isCode(code: string) {
  return (error: unknown): boolean => error instanceof Error && "code" in error && error.code === code;
}
