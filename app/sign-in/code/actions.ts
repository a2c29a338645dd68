"use server";

import { z } from "zod";
import { codeAction, goTo } from "#app/_doors/action.ts";
import { codeInput } from "#lib/codes/inputs.ts";
import { currentPeer } from "#lib/platform/peer.ts";
import { Refusal } from "#lib/platform/refusal.ts";
import { finishSignIn } from "#lib/sessions/finish-sign-in.ts";
import { readCallback } from "../callback.ts";

const input = codeInput.extend({ back: z.string().max(2048).default("") });

export const showCodeAction = codeAction({ permission: "codes:show", input }, async (scope, { code, back }) => {
  const peer = currentPeer();
  if (!peer) throw new Refusal("SIGN_IN_REQUIRED");
  await finishSignIn(scope, { code }, peer);
  return goTo(readCallback(back).path, "signed-in");
});
