import { permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { isUniqueViolation } from "../platform/database-errors.ts";
import { inTransaction } from "../platform/db.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { OpenVisitInput } from "./inputs.ts";

/**
 * The person enters a tenant that is not that of their certificate, and the tenant's log says so: from now on the
 * session opens its pages. An operator states why; a vendor was entrusted. Sent twice, the first visit stays.
 * @param scope of entryScope: without a visit
 * @throws Refusal VISIT_REASON_REQUIRED; NOT_FOUND when the entrustment was withdrawn meanwhile
 */
export async function openVisit(scope: Scope, { reason }: OpenVisitInput): Promise<void> {
  permit(scope, "visits:open");
  if (isAtHome(scope)) return;
  if (scope.actor.standing === "operator" && reason === "") throw new Refusal("VISIT_REASON_REQUIRED");
  try {
    await inTransaction(scope, (inner) => enter(inner, reason));
  } catch (error) {
    // The same form, sent twice at once: the other one has entered.
    if (!isUniqueViolation(error)) throw error;
  }
}

async function enter(scope: Scope, reason: string): Promise<void> {
  const { actor, db, tenant, clock } = scope;
  const { user, sessionId } = actor;
  if (!user || !sessionId) throw new Refusal("NOT_PERMITTED");
  if (actor.standing !== "operator") await holdEntrustment(scope, user.organizationId);
  if (await db.visit.findFirst({ where: { sessionId, endedAt: null }, select: { id: true } })) return;
  await db.visit.create({
    data: {
      tenantId: tenant.id,
      sessionId,
      userId: user.id,
      organizationId: user.organizationId,
      reason,
      startedAt: clock.now(),
    },
  });
  await recordAudit(scope, {
    action: "visits:open",
    target: user.loginId,
    facts: { organization: user.organization, ...(reason !== "" && { reason }) },
  });
}

/** In the tenant of the certificate nobody is a visitor. */
function isAtHome({ actor, tenant }: Scope): boolean {
  return actor.certificate?.organization === tenant.orcamoId;
}

/**
 * Locks the vendor's entrustments until the commit, by writing what they hold: a visit that slips in behind
 * withdrawVendor would come to life again with the next entrustment.
 */
async function holdEntrustment({ db }: Scope, vendorId: string): Promise<void> {
  const { count } = await db.entrustment.updateMany({ where: { vendorId, endedAt: null }, data: { endedAt: null } });
  if (count === 0) throw new Refusal("NOT_FOUND");
}
