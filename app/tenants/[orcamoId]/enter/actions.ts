"use server";

import { z } from "zod";
import { entryAction, goTo } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { wayIn } from "#app/_doors/way-in.ts";
import { closeVisit } from "#lib/visits/close.ts";
import { openVisitInput } from "#lib/visits/inputs.ts";
import { openVisit } from "#lib/visits/open.ts";

const input = openVisitInput.extend({ back: z.string().optional().catch(undefined) });

export const openVisitAction = entryAction({ permission: "visits:open", input }, async (scope, { reason, back }) => {
  await openVisit(scope, { reason });
  return goTo(wayIn(scope.tenant.orcamoId, back), "visit-opened");
});

/** 退出. By the door of entering: a second click finds the visit closed and leads home all the same. */
export const closeVisitAction = entryAction({ permission: "visits:open", input: z.object({}) }, async (scope) => {
  await closeVisit(scope);
  return goTo(paths.home, "visit-closed");
});
