import { inOffice, officeScope } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { changesBetween } from "../audit/changes.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { type ChangeTenantInput, detailColumns } from "./inputs.ts";
import { recordInBoth } from "./record.ts";

/**
 * 変更 of what the operator keeps of an organisation. Whoever saved first wins; the same form sent twice changes once.
 * @throws Refusal NOT_FOUND, TENANT_CHANGED, TENANT_CLOSED
 */
export async function changeTenant(scope: Scope, input: ChangeTenantInput): Promise<void> {
  permit(scope, "console:tenants");
  const { tenant } = await officeScope(scope, input.orcamoId);
  const wanted = detailColumns(input);
  await inOffice(scope, async (inner) => {
    const { id, orcamoId } = tenant;
    const read = () => inner.office.tenant.findUniqueOrThrow({ where: { id }, select: columns });
    const before = await read();
    if (before.state === "closed") throw new Refusal("TENANT_CLOSED");
    if (isDone(before, wanted, input.version)) return;
    const { count } = await inner.office.tenant.updateMany({
      where: { id, version: input.version },
      data: { ...wanted, version: { increment: 1 }, updatedAt: scope.clock.now() },
    });
    if (count === 0) {
      // The other click of a double click may have been quicker.
      if (isDone(await read(), wanted, input.version)) return;
      throw new Refusal("TENANT_CHANGED");
    }
    await recordInBoth(inner, tenant, { action: "tenants:change", target: orcamoId, facts: differences(before, wanted) });
  });
}

const columns = {
  state: true,
  version: true,
  name: true,
  maintenance: true,
  medicalId: true,
  plan: true,
  apiPlan: true,
  linkedApps: true,
  passwordPolicy: true,
} as const;

/** Nothing is another, or this very form has made it so. */
function isDone(before: Columns & { readonly version: number }, wanted: Columns, seen: number): boolean {
  return before.version - seen <= 1 && before.version >= seen && Object.keys(differences(before, wanted)).length === 0;
}

type Columns = ReturnType<typeof detailColumns>;

function differences(before: Columns, after: Columns) {
  return changesBetween(factsOf(before), factsOf(after));
}

function factsOf({ linkedApps, ...texts }: Columns) {
  return { ...texts, linkedApps: linkedApps.join(" ") };
}
