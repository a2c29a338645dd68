import { z } from "zod";
import { parseDateTimeInput } from "./format.ts";

/** A date and a time of a form, in Japan's time. @param what names it in the sentence that refuses it. */
export function momentInput(what: string) {
  return z.string().transform((text, context) => parse(text, what, context) ?? z.NEVER);
}

/** The same, and null where nothing was given. */
export function optionalMomentInput(what: string) {
  return z.string().transform((text, context) => (text.trim() === "" ? null : (parse(text, what, context) ?? z.NEVER)));
}

function parse(text: string, what: string, context: z.RefinementCtx): Date | undefined {
  // Some browsers add seconds.
  const moment = parseDateTimeInput(text.trim().replace(/^(.{16}):00(?:\.0+)?$/, "$1"));
  if (!moment) context.addIssue({ code: "custom", message: `${what}の日付と時刻を入力してください。` });
  return moment;
}
