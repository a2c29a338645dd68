import { stillMay } from "../access/still-may.ts";
import type { Scope } from "../platform/scope.ts";
import type { Claim } from "./claim.ts";
import { ImportFailure } from "./failure.ts";

/**
 * Between the request and the swap lie hours, or days: a clinic that was stopped meanwhile gets no other data, and a person
 * who was stopped, or whose vendor was withdrawn, changes none. A test changes nothing, whoever asked for it.
 * @throws ImportFailure IMPORT_TENANT_STOPPED, IMPORT_PERSON_STOPPED
 */
export async function requireStillWanted(scope: Scope, { kind, userId }: Pick<Claim, "kind" | "userId">): Promise<void> {
  const { state } = await scope.db.tenant.findUniqueOrThrow({ where: { id: scope.tenant.id }, select: { state: true } });
  if (state !== "active") throw new ImportFailure("IMPORT_TENANT_STOPPED");
  if (kind === "test" || !userId) return;
  if (!(await stillMay(scope.tenant.id, userId, "databases:import"))) throw new ImportFailure("IMPORT_PERSON_STOPPED");
}
