"use server";

import { goTo, operatorAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { changeMaintenance } from "#lib/maintenance/change.ts";
import { createMaintenance } from "#lib/maintenance/create.ts";
import { changeMaintenanceInput, maintenanceInput, withdrawMaintenanceInput } from "#lib/maintenance/inputs.ts";
import { withdrawMaintenance } from "#lib/maintenance/withdraw.ts";

export const createMaintenanceAction = operatorAction(
  { permission: "console:notices", input: maintenanceInput },
  async (scope, input) => {
    await createMaintenance(scope, input);
    return goTo(paths.consoleMaintenanceWindow(input.id), "maintenance-created");
  },
);

export const changeMaintenanceAction = operatorAction(
  { permission: "console:notices", input: changeMaintenanceInput },
  async (scope, input) => {
    await changeMaintenance(scope, input);
    return goTo(paths.consoleMaintenanceWindow(input.id), "maintenance-changed");
  },
);

export const withdrawMaintenanceAction = operatorAction(
  { permission: "console:notices", input: withdrawMaintenanceInput },
  async (scope, input) => {
    await withdrawMaintenance(scope, input);
    return goTo(paths.consoleMaintenanceWindow(input.id), "maintenance-withdrawn");
  },
);
