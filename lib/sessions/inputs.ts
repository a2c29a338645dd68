import { z } from "zod";
import { plainText } from "../platform/plain-text.ts";

/**
 * Written as login IDs are kept (lib/users/inputs.ts), but of any characters: an attempt with a login ID that cannot
 * exist is counted and recorded like every other. Cleaned here, since PostgreSQL takes no NUL.
 */
const typedLoginId = z
  .string()
  .transform((text) => plainText(text.slice(0, 300).normalize("NFKC").trim().toLowerCase(), 100))
  .pipe(z.string().min(1));

export const signInInput = z.object({ loginId: typedLoginId, password: z.string().min(1) });

export type SignInInput = z.infer<typeof signInInput>;

export const endOwnSessionInput = z.object({ sessionId: z.uuid() });
