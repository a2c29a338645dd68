"use server";

import { goTo, tenantAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { endSession } from "#lib/sessions/end.ts";
import { addUser } from "#lib/users/add.ts";
import { changePasswordPolicy } from "#lib/users/change-password-policy.ts";
import { changeRole } from "#lib/users/change-role.ts";
import { editUser } from "#lib/users/edit.ts";
import { endAllSessions } from "#lib/users/end-sessions.ts";
import {
  addUserInput,
  changeRoleInput,
  editUserInput,
  passwordPolicyInput,
  resetPasswordInput,
  userInput,
  userSessionInput,
} from "#lib/users/inputs.ts";
import { removeCodes } from "#lib/users/remove-codes.ts";
import { resetPassword } from "#lib/users/reset-password.ts";
import { resumeUser } from "#lib/users/resume.ts";
import { stopUser } from "#lib/users/stop.ts";
import { unlockUser } from "#lib/users/unlock.ts";

export const addUserAction = tenantAction({ permission: "users:grant", input: addUserInput }, async (scope, input) => {
  const handOut = await addUser(scope, input);
  return goTo(paths.handOut(scope.tenant.orcamoId, handOut), "user-added");
});

export const resetPasswordAction = tenantAction(
  { permission: "users:grant", input: resetPasswordInput },
  async (scope, input) => {
    const handOut = await resetPassword(scope, input);
    return goTo(paths.handOut(scope.tenant.orcamoId, handOut), "user-password-reset");
  },
);

export const editUserAction = tenantAction({ permission: "users:manage", input: editUserInput }, async (scope, input) => {
  await editUser(scope, input);
  return goTo(paths.user(scope.tenant.orcamoId, input.id), "user-changed");
});

export const changeRoleAction = tenantAction({ permission: "users:grant", input: changeRoleInput }, async (scope, input) => {
  await changeRole(scope, input);
  return goTo(paths.user(scope.tenant.orcamoId, input.id), "user-role-changed");
});

export const stopUserAction = tenantAction({ permission: "users:manage", input: userInput }, async (scope, input) => {
  await stopUser(scope, input);
  return goTo(paths.user(scope.tenant.orcamoId, input.id), "user-stopped");
});

export const resumeUserAction = tenantAction({ permission: "users:manage", input: userInput }, async (scope, input) => {
  await resumeUser(scope, input);
  return goTo(paths.user(scope.tenant.orcamoId, input.id), "user-resumed");
});

export const unlockUserAction = tenantAction({ permission: "users:manage", input: userInput }, async (scope, input) => {
  await unlockUser(scope, input);
  return goTo(paths.user(scope.tenant.orcamoId, input.id), "user-unlocked");
});

export const removeCodesAction = tenantAction({ permission: "users:grant", input: userInput }, async (scope, input) => {
  await removeCodes(scope, input);
  return goTo(paths.user(scope.tenant.orcamoId, input.id), "user-codes-removed");
});

export const endAllSessionsAction = tenantAction({ permission: "users:manage", input: userInput }, async (scope, input) => {
  await endAllSessions(scope, input);
  return goTo(paths.user(scope.tenant.orcamoId, input.id), "user-sessions-ended");
});

export const endSessionAction = tenantAction(
  { permission: "users:manage", input: userSessionInput },
  async (scope, { id, sessionId }) => {
    await endSession(scope, { userId: id, sessionId });
    return goTo(paths.user(scope.tenant.orcamoId, id), "user-sessions-ended");
  },
);

export const changePasswordPolicyAction = tenantAction(
  { permission: "users:password-policy", input: passwordPolicyInput },
  async (scope, input) => {
    await changePasswordPolicy(scope, input);
    return goTo(paths.users(scope.tenant.orcamoId), "password-policy-changed");
  },
);
