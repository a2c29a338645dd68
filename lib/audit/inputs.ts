import { z } from "zod";
import { dayInput, plainTermInput } from "../platform/list-inputs.ts";
import { actionLabels } from "./model.ts";

/** As bigint, as far as PostgreSQL counts. */
const entryNumber = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .transform(BigInt)
  .optional()
  .catch(undefined);

const actions = Object.keys(actionLabels) as (keyof typeof actionLabels)[];

/** The list's address. What it does not understand it leaves out, but for a text: that finds nothing. */
export const logListInput = z.object({
  /** Japanese days, both included. */
  from: dayInput,
  to: dayInput,
  action: z
    .enum(["all", ...actions])
    .catch("all")
    .default("all"),
  /** A login ID, or a part of a name. */
  person: plainTermInput(100),
  /** The entries older, or newer, than this one. */
  before: entryNumber,
  after: entryNumber,
});

export type LogListInput = z.infer<typeof logListInput>;
