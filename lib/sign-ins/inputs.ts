import { z } from "zod";
import { dayInput, plainTermInput } from "../platform/list-inputs.ts";

/** What of the history is asked for. What it does not understand it leaves out, but for a text: that finds nothing. */
export const signInFilterInput = z.object({
  /** Japanese days, both included. */
  from: dayInput,
  to: dayInput,
  result: z.enum(["all", "success", "failure"]).catch("all").default("all"),
  /** As it is recorded: what was typed in full width or capitals finds the same. */
  loginId: plainTermInput(100).transform((text) => text.toLowerCase()),
  /** `client21`, `CN=client21,O=…`, `21`, or a serial number in hexadecimal, with or without colons. */
  certificate: plainTermInput(100),
  address: plainTermInput(100),
});

export type SignInFilterInput = z.infer<typeof signInFilterInput>;

/** With the row that the page goes on from, older (`on`) or newer (`back`); both parts of it or neither. */
export const signInListInput = signInFilterInput.extend({
  at: z.iso.datetime().regex(/^2/).optional().catch(undefined),
  id: z.uuid().optional().catch(undefined),
  turn: z.enum(["on", "back"]).catch("on").default("on"),
});

export type SignInListInput = z.infer<typeof signInListInput>;
