"use server";

import { z } from "zod";
import { goTo, personalAction } from "#app/_doors/action.ts";
import { readCallback } from "#app/sign-in/callback.ts";

/** The door has looked at the password already: what comes as far as this was right. */
const input = z.object({
  proofPassword: z.string().min(1, "パスワードを入力してください。"),
  back: z.string().max(2048).default(""),
});

export const proveAction = personalAction({ permission: "sessions:own", input }, async (_scope, { back }) =>
  goTo(readCallback(back).path, "proved"),
);
