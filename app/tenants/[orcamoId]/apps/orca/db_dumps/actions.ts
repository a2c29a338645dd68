"use server";

import { goTo, tenantAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { cancelDump } from "#lib/dumps/cancel.ts";
import { changeDumpSchedule } from "#lib/dumps/change-schedule.ts";
import { dumpIdInput, dumpScheduleInput, requestDumpInput } from "#lib/dumps/inputs.ts";
import { removeDump } from "#lib/dumps/remove.ts";
import { requestDump } from "#lib/dumps/request.ts";

export const requestDumpAction = tenantAction({ permission: "databases:dump", input: requestDumpInput }, async (scope, input) => {
  await requestDump(scope, input);
  return goTo(paths.dumps(scope.tenant.orcamoId), "dump-started");
});

export const cancelDumpAction = tenantAction({ permission: "databases:cancel", input: dumpIdInput }, async (scope, input) => {
  await cancelDump(scope, input);
  return goTo(paths.dumps(scope.tenant.orcamoId), "dump-cancelled");
});

export const removeDumpAction = tenantAction(
  { permission: "databases:remove-dump", input: dumpIdInput },
  async (scope, input) => {
    await removeDump(scope, input);
    return goTo(paths.dumps(scope.tenant.orcamoId), "dump-removed");
  },
);

export const changeDumpScheduleAction = tenantAction(
  { permission: "databases:schedule-dumps", input: dumpScheduleInput },
  async (scope, input) => {
    await changeDumpSchedule(scope, input);
    return goTo(paths.dumps(scope.tenant.orcamoId), "dump-schedule-changed");
  },
);
