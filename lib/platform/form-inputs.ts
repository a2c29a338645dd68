import { z } from "zod";
import { parseDateTimeInput } from "./format.ts";

/** Made with the form: the same form sent twice does its work once. */
export const requestIdInput = z.uuid("画面を開き直して、もう一度操作してください。");

/** That of the row which the person saw: what somebody else has changed meanwhile is not written over. */
export const versionInput = z.coerce.number().int().min(0).max(2_147_483_647);

/**
 * One line of text without characters that are not seen or that turn others: a crafted name must not disguise itself in
 * lists and in the log. May be empty.
 * @param label names it in the sentence that refuses it
 * @param most in UTF-16 units
 */
export function lineInput(label: string, most: number) {
  return z
    .string()
    .normalize("NFKC")
    .trim()
    .max(most, `${label}は${most}文字以内で入力してください。`)
    .refine((text) => !unseen.test(text), `${label}に使えない文字が含まれています。入力し直してください。`);
}

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\u115f\u1160\u3164\uffa0]/u;

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
