"use server";

import { goTo, operatorAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { changeTenant } from "#lib/tenants/change.ts";
import { closeTenant } from "#lib/tenants/close.ts";
import {
  changeTenantInput,
  closeTenantInput,
  consoleTenantInput,
  registerTenantInput,
  rescueTenantInput,
  stopTenantInput,
} from "#lib/tenants/inputs.ts";
import { registerTenant } from "#lib/tenants/register.ts";
import { rescueTenant } from "#lib/tenants/rescue.ts";
import { resumeTenant } from "#lib/tenants/resume.ts";
import { stopTenant } from "#lib/tenants/stop.ts";

export const registerTenantAction = operatorAction(
  { permission: "console:tenants", input: registerTenantInput },
  async (scope, input) => {
    const { handOutId } = await registerTenant(scope, input);
    return goTo(paths.consoleHandOut(handOutId), "tenant-registered");
  },
);

export const changeTenantAction = operatorAction(
  { permission: "console:tenants", input: changeTenantInput },
  async (scope, input) => {
    await changeTenant(scope, input);
    return goTo(paths.consoleTenant(input.orcamoId), "tenant-changed");
  },
);

export const stopTenantAction = operatorAction(
  { permission: "console:tenants", input: stopTenantInput },
  async (scope, input) => {
    await stopTenant(scope, input);
    return goTo(paths.consoleTenant(input.orcamoId), "tenant-stopped");
  },
);

export const resumeTenantAction = operatorAction(
  { permission: "console:tenants", input: consoleTenantInput },
  async (scope, input) => {
    await resumeTenant(scope, input);
    return goTo(paths.consoleTenant(input.orcamoId), "tenant-resumed");
  },
);

export const closeTenantAction = operatorAction(
  { permission: "console:tenants", input: closeTenantInput },
  async (scope, input) => {
    await closeTenant(scope, input);
    return goTo(paths.consoleTenant(input.orcamoId), "tenant-closed");
  },
);

export const rescueTenantAction = operatorAction(
  { permission: "console:rescue", input: rescueTenantInput },
  async (scope, input) => {
    const { handOutId } = await rescueTenant(scope, input);
    return goTo(paths.consoleHandOut(handOutId), "tenant-rescued");
  },
);
