import { z } from "zod";
import { plainText } from "./plain-text.ts";

/** The parts of a list's address. What they do not understand counts as not given: an old or mistyped link shows a list. */

export const pageInput = z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1);

/** A Japanese day, `2020-09-08`, of years that the database takes, too. */
export const dayInput = z
  .string()
  .regex(/^(?:19|20|21)\d{2}-\d{2}-\d{2}$/)
  .refine((text) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`)))
  .optional()
  .catch(undefined);

/** A text to look for, at most so long. PostgreSQL refuses NUL and half a character. */
export function termInput(most: number) {
  return z
    .string()
    .normalize("NFKC")
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u)
    .catch("")
    .default("");
}

/** The same among what plainText has cleaned, and cleaned like it: what cannot be there finds nothing, not everything. */
export function plainTermInput(most: number) {
  return z
    .string()
    .transform((text) => plainText(text.slice(0, 300).normalize("NFKC").trim(), most))
    .catch("")
    .default("");
}
