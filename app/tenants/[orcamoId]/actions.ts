"use server";

import { cookies } from "next/headers";
import { z } from "zod";
import { tenantAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { currentPeer } from "#lib/platform/peer.ts";
import { reminderCookie, reminderMark } from "./reminder-cookie.ts";

/** 閉じる: no reminder for a day, in this browser, of this certificate. */
export const closeReminderAction = tenantAction({ permission: "notices:read", input: z.object({}) }, async (scope) => {
  (await cookies()).set(reminderCookie, reminderMark(currentPeer()), {
    maxAge: 86_400,
    path: "/",
    secure: true,
    httpOnly: true,
    sameSite: "lax",
  });
  return { goTo: paths.top(scope.tenant.orcamoId) };
});
