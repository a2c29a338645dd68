"use server";

import { goTo, personalAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { changePassword } from "#lib/users/change-password.ts";
import { changePasswordInput } from "#lib/users/inputs.ts";

export const changePasswordAction = personalAction(
  { permission: "password:change", input: changePasswordInput },
  async (scope, input) => {
    await changePassword(scope, input);
    return goTo(paths.home, "password-changed");
  },
);
