import { inOffice, officeDb, officeScope, within } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { lockChain } from "../audit/record.ts";
import { subjectText } from "../certificates/model.ts";
import { makeSecrets } from "../certificates/plan.ts";
import { finishRequested, planRequested } from "../certificates/request.ts";
import { makeHandOut } from "../hand-outs/make.ts";
import { isUniqueViolation } from "../platform/database-errors.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope, ScopeTenant } from "../platform/scope.ts";
import type { RescueTenantInput } from "./inputs.ts";
import { signInKindOf } from "./model.ts";
import { recordInBoth } from "./record.ts";

/**
 * 緊急発行: a new certificate for an organisation whose last one has expired, handed out to the operator, who made sure of
 * whom it goes to. Both logs say how, to whom and why. One transaction holds the entry, the planned certificate and the
 * hand-out; it is signed afterwards, here or by the worker. The form's id is that of the hand-out: sent again, it finds
 * what the first one made.
 * @returns the hand-out, for the operator who rescued
 * @throws Refusal NOT_FOUND, TENANT_OWN, TENANT_NOT_ACTIVE, TENANT_CLOSED
 */
export async function rescueTenant(scope: Scope, input: RescueTenantInput): Promise<{ handOutId: string }> {
  permit(scope, "console:rescue");
  const target = await officeScope(scope, input.orcamoId);
  if (target.tenant.kind === "operator") throw new Refusal("TENANT_OWN");
  if (!(await isMade(scope, target, input))) await rescue(scope, target, input);
  await finishRequested(target);
  return { handOutId: input.requestId };
}

async function rescue(scope: Scope, target: Scope, input: RescueTenantInput): Promise<void> {
  const { tenant } = target;
  const { requestId, method, person, reason } = input;
  const kind = signInKindOf[tenant.kind];
  const secrets = await makeSecrets({ tenant });
  try {
    await inOffice(scope, async (inner) => {
      await refuseInactive(inner, tenant);
      const request = { kind, note: "", requestId: lineRequest(tenant.id, requestId) };
      // The other click of a double click was quicker. Asked behind the lock: to find it by the unique key would be to wait for
      // who signs the certificate now, and who waits for this lock.
      if ((await inner.office.certificateLine.count({ where: { requestId: request.requestId } })) > 0) return;
      const number = await planRequested(within(inner, tenant), request, secrets);
      const fileName = `${tenant.orcamoId}_${kind}${number}.zip`;
      await makeHandOut(inner, { fileName, users: [], numbers: [number], tenant }, requestId);
      const facts = { method, person, reason, number };
      const subject = subjectText({ commonName: `${kind}${number}`, organization: tenant.orcamoId });
      await recordInBoth(inner, tenant, { action: "certificates:rescue", target: subject, facts });
    });
  } catch (error) {
    // The other click of a double click was quicker.
    if (!isUniqueViolation(error) || !(await isMade(scope, target, input))) throw error;
  }
}

/** Behind the lock of its log: who stops it at the same time comes before or after, not in between. */
async function refuseInactive(inner: Inner, tenant: ScopeTenant): Promise<void> {
  await lockChain({ ...inner, tenant });
  const { state } = await inner.office.tenant.findUniqueOrThrow({ where: { id: tenant.id }, select: { state: true } });
  if (state === "closed") throw new Refusal("TENANT_CLOSED");
  if (state !== "active") throw new Refusal("TENANT_NOT_ACTIVE");
}

type Inner = Parameters<Parameters<typeof inOffice>[1]>[0];

async function isMade(scope: Scope, { tenant }: Scope, { requestId }: RescueTenantInput): Promise<boolean> {
  const where = { tenantId: tenant.id, requestId: lineRequest(tenant.id, requestId) };
  return (await officeDb(scope).certificateLine.count({ where })) === 1;
}

function lineRequest(tenantId: string, requestId: string): string {
  return `${tenantId}:rescue:${requestId}`;
}
