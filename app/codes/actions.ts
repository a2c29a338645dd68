"use server";

import { z } from "zod";
import { goTo, personalAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { confirmCodes } from "#lib/codes/confirm.ts";
import { codeInput } from "#lib/codes/inputs.ts";
import { removeOwnCodes } from "#lib/codes/remove.ts";
import { renewRecoveryCodes } from "#lib/codes/renew-recovery-codes.ts";
import { startCodes } from "#lib/codes/start.ts";

const nothing = z.object({});

export const startCodesAction = personalAction({ permission: "codes:manage", input: nothing }, async (scope) => {
  await startCodes(scope);
  return goTo(paths.codes, "code-app-started");
});

export const confirmCodesAction = personalAction({ permission: "codes:manage", input: codeInput }, async (scope, input) => {
  await confirmCodes(scope, input);
  return goTo(paths.codes, "code-app-set");
});

export const removeOwnCodesAction = personalAction({ permission: "codes:manage", input: nothing }, async (scope) => {
  await removeOwnCodes(scope);
  return goTo(paths.codes, "code-app-removed");
});

/** Answered in the form itself: the codes are shown once and stand in no address. */
export const renewRecoveryCodesAction = personalAction({ permission: "codes:manage", input: nothing }, async (scope) => ({
  values: { recoveryCodes: (await renewRecoveryCodes(scope)).join("\n") },
}));
