"use server";

import { goTo, tenantAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { entrustVendor } from "#lib/entrustments/entrust.ts";
import { entrustInput, withdrawInput } from "#lib/entrustments/inputs.ts";
import { lookUpVendor } from "#lib/entrustments/queries.ts";
import { withdrawVendor } from "#lib/entrustments/withdraw.ts";

/** Changes nothing yet: on to the page that shows whom the ID names. */
export const chooseVendorAction = tenantAction(
  { permission: "entrustments:manage", input: entrustInput },
  async (scope, input) => {
    await lookUpVendor(scope, input);
    return { goTo: paths.newEntrustment(scope.tenant.orcamoId, input) };
  },
);

export const entrustVendorAction = tenantAction(
  { permission: "entrustments:manage", input: entrustInput },
  async (scope, input) => {
    await entrustVendor(scope, input);
    return goTo(paths.entrustments(scope.tenant.orcamoId), "vendor-entrusted");
  },
);

export const withdrawVendorAction = tenantAction(
  { permission: "entrustments:manage", input: withdrawInput },
  async (scope, input) => {
    await withdrawVendor(scope, input);
    return goTo(paths.entrustments(scope.tenant.orcamoId), "vendor-withdrawn");
  },
);
