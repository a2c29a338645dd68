"use server";

import { goTo, operatorAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { changeSettings } from "#lib/settings/change.ts";
import { settingsInput } from "#lib/settings/inputs.ts";

export const changeSettingsAction = operatorAction(
  { permission: "console:settings", input: settingsInput },
  async (scope, input) => {
    await changeSettings(scope, input);
    return goTo(paths.consoleSettings, "settings-changed");
  },
);
