"use server";

import { goTo, personalAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { endOwnSession } from "#lib/sessions/end.ts";
import { endOwnSessionInput } from "#lib/sessions/inputs.ts";

export const endOwnSessionAction = personalAction(
  { permission: "sessions:own", input: endOwnSessionInput },
  async (scope, input) => {
    await endOwnSession(scope, input);
    return goTo(paths.sessions, "session-ended");
  },
);
