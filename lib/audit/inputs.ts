import { z } from "zod";
import { plainText } from "../platform/plain-text.ts";
import { actionLabels } from "./model.ts";

/** Of years that the database takes, too. */
const day = z
  .string()
  .regex(/^(?:19|20|21)\d{2}-\d{2}-\d{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)))
  .optional()
  .catch(undefined);

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
  from: day,
  to: day,
  action: z
    .enum(["all", ...actions])
    .catch("all")
    .default("all"),
  /** A login ID, or a part of a name. */
  person: z
    .string()
    .transform((text) => plainText(text.slice(0, 300).normalize("NFKC").trim(), 100))
    .catch("")
    .default(""),
  /** The entries older, or newer, than this one. */
  before: entryNumber,
  after: entryNumber,
});

export type LogListInput = z.infer<typeof logListInput>;
