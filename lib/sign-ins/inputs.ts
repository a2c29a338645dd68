import { z } from "zod";
import { plainText } from "../platform/plain-text.ts";

/** Of years that the database takes, too. */
const day = z
  .string()
  .regex(/^(?:19|20|21)\d{2}-\d{2}-\d{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)))
  .optional()
  .catch(undefined);

const typed = (length: number) =>
  z
    .string()
    .transform((text) => plainText(text.slice(0, 300).normalize("NFKC").trim(), length))
    .catch("")
    .default("");

/** What of the history is asked for. What it does not understand it leaves out, but for a text: that finds nothing. */
export const signInFilterInput = z.object({
  /** Japanese days, both included. */
  from: day,
  to: day,
  result: z.enum(["all", "success", "failure"]).catch("all").default("all"),
  /** As it is recorded: what was typed in full width or capitals finds the same. */
  loginId: typed(100).transform((text) => text.toLowerCase()),
  /** `client21`, `CN=client21,O=…`, `21`, or a serial number in hexadecimal, with or without colons. */
  certificate: typed(100),
  address: typed(100),
});

export type SignInFilterInput = z.infer<typeof signInFilterInput>;

/** With the row that the page goes on from, older (`on`) or newer (`back`); both parts of it or neither. */
export const signInListInput = signInFilterInput.extend({
  at: z.iso.datetime().regex(/^2/).optional().catch(undefined),
  id: z.uuid().optional().catch(undefined),
  turn: z.enum(["on", "back"]).catch("on").default("on"),
});

export type SignInListInput = z.infer<typeof signInListInput>;
