import { type Clock, systemClock } from "../platform/clock.ts";
import { tenantDb } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Actor, Scope } from "../platform/scope.ts";
import { systemDb } from "../platform/system-db.ts";
import { mintTenantId } from "./tenant-id.ts";

/** The portal itself at work in a tenant: the worker, the command line, start-up. @throws Refusal NOT_FOUND */
export async function systemScope(orcamoId: string, program: string, clock: Clock = systemClock): Promise<Scope> {
  const tenant = await systemDb().tenant.findUnique({ where: { orcamoId } });
  if (!tenant) throw new Refusal("NOT_FOUND", { orcamoId });
  const id = mintTenantId(tenant.id);
  return {
    actor: systemActor(program),
    tenant: { id, orcamoId: tenant.orcamoId, name: tenant.name, kind: tenant.kind },
    db: tenantDb(id),
    clock,
  };
}

export function systemActor(program: string): Actor {
  return { standing: "system", address: "", userAgent: program, requestId: "" };
}
