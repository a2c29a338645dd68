"use server";

import { z } from "zod";
import { certificateAction, goTo } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { showRenewedPassword } from "#lib/renewals/open-renewed.ts";
import { renewOwn } from "#lib/renewals/renew-own.ts";
import { fromInput } from "./inputs.ts";

/** 更新. Twice is once: who presses it again is handed the same successor. */
export const renewOwnAction = certificateAction(
  { permission: "certificates:renew-own", input: fromInput },
  async (scope, { from }) => {
    await renewOwn(scope, { door: "page" });
    return goTo(paths.renewalSave({ from }), "certificate-renewed");
  },
);

/** 確認する. Answered in the form itself: a password never stands in an address. */
export const showRenewedPasswordAction = certificateAction(
  { permission: "certificates:renew-own", input: z.object({}) },
  async (scope) => ({ values: { password: await showRenewedPassword(scope) } }),
);
