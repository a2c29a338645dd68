import { forbidden, notFound, redirect } from "next/navigation";
import { type ZodError, z } from "zod";
import { ja } from "zod/locales";
import type { FormState } from "#components/form-state.ts";
import { isRefusal, type RefusalCode } from "#lib/platform/refusal.ts";
import { refusalSentence, refusalStatus } from "#lib/platform/refusal-words.ts";
import { paths } from "./paths.ts";

// What an input says nothing of itself (a hidden field that was tampered with) is said in Japanese too.
z.config(ja());

/** A refusal on the way to a page: Next answers with the page of its status. Anything else is a bug and goes on. */
export function refusePage(error: unknown, path: string): never {
  if (!isRefusal(error)) throw error;
  if (error.code === "SIGN_IN_REQUIRED") redirect(paths.enter(path));
  if (refusalStatus(error.code) === 403) forbidden();
  notFound();
}

/** A refusal of a form: one sentence above it, what was typed is kept. */
export function refuseForm(error: unknown, values: Readonly<Record<string, string>>): FormState {
  if (!isRefusal(error)) throw error;
  if (error.code === "SIGN_IN_REQUIRED") return { goTo: paths.enter() };
  return { error: refusalSentence(error.code, error.facts), values };
}

/** What zod found, by field, in the words of the input's own schema. */
export function fieldErrors(error: ZodError): Record<string, string[]> {
  const byField: Record<string, string[]> = {};
  for (const issue of error.issues) {
    const field = String(issue.path[0] ?? "");
    byField[field] = [...(byField[field] ?? []), issue.message];
  }
  return byField;
}

/** `?refusal=` of a page that a download was refused from: a known code's sentence, or nothing. */
export function refusalText(code: unknown): string | undefined {
  const shown: readonly RefusalCode[] = ["CERTIFICATE_NOTHING_CHOSEN", "CERTIFICATE_TOO_MANY_CHOSEN", "CERTIFICATE_NOT_ACTIVE"];
  const known = shown.find((candidate) => candidate === code);
  return known && refusalSentence(known);
}
