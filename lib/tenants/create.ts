import { randomUUID } from "node:crypto";
import { createTenantRows } from "../access/create-tenant-rows.ts";
import { systemActor } from "../access/system-scope.ts";
import { recordAudit } from "../audit/record.ts";
import type { Clock } from "../platform/clock.ts";
import { type CreateTenantInput, createTenantInput } from "./inputs.ts";

/**
 * A new organisation with an empty audit chain whose first entry is its creation. For the system only: there is no
 * tenant yet that a person could act in.
 * @throws Refusal TENANT_EXISTS
 */
export async function createTenant(program: string, input: CreateTenantInput, clock: Clock): Promise<{ id: string }> {
  const tenant = { id: randomUUID(), ...createTenantInput.parse(input) };
  await createTenantRows(tenant, systemActor(program), clock, (scope) =>
    recordAudit(scope, { action: "tenants:create", target: tenant.orcamoId, facts: { name: tenant.name, kind: tenant.kind } }),
  );
  return { id: tenant.id };
}
