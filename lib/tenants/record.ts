import { type AuditEvent, recordAudit } from "../audit/record.ts";
import type { Scope, ScopeTenant } from "../platform/scope.ts";

/**
 * What the operator did to an organisation, in that organisation's log and in the operator's own. In this order, so
 * that two at once wait for each other and never both.
 * @param inner the operator's own organisation, inside the transaction of the change
 */
export async function recordInBoth(inner: Scope, tenant: ScopeTenant, event: AuditEvent): Promise<void> {
  if (tenant.id !== inner.tenant.id) await recordAudit({ ...inner, tenant }, event);
  await recordAudit(inner, event);
}
