import { z } from "zod";

/** The last row of the page before this one; both parts or neither. What it does not understand it leaves out. */
export const signInListInput = z.object({
  at: z.iso.datetime().regex(/^2/).optional().catch(undefined),
  id: z.uuid().optional().catch(undefined),
});

export type SignInListInput = z.infer<typeof signInListInput>;
