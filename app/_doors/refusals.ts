import { type ZodError, z } from "zod";
import { ja } from "zod/locales";
import type { FormState } from "#components/form-state.ts";
import { env } from "#lib/platform/env.ts";
import { isRefusal, type Refusal, type RefusalCode } from "#lib/platform/refusal.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import { paths } from "./paths.ts";

// What an input says nothing of itself (a hidden field that was tampered with) is said in Japanese too.
z.config(ja());

/** A refusal of a form: one sentence above it, what was typed is kept. */
export function refuseForm(error: unknown, values: FormState["values"]): FormState {
  if (!isRefusal(error)) throw error;
  if (error.code === "SIGN_IN_REQUIRED") return { goTo: paths.enter() };
  if (error.code === "CODE_REQUIRED") return { goTo: paths.signInCode() };
  const proof = error.code === "PROOF_REQUIRED" || error.code === "PROOF_WRONG";
  return { proof, error: refusalSentence(error.code, error.facts), values };
}

/** Where a person is sent who must first do something else: sign in, enter the tenant, show the password again. */
export function wayOn({ code, facts }: Refusal, path: string): string | undefined {
  if (code === "SIGN_IN_REQUIRED") return paths.enter(path);
  if (code === "CODE_REQUIRED") return paths.signInCode(path);
  if (code === "VISIT_REQUIRED") return paths.enterTenant(String(facts.orcamoId), path);
  return code === "PROOF_REQUIRED" ? paths.proof(path) : undefined;
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
  const shown: readonly RefusalCode[] = [
    "CERTIFICATE_NOTHING_CHOSEN",
    "CERTIFICATE_TOO_MANY_CHOSEN",
    "CERTIFICATE_NOT_ACTIVE",
    "CERTIFICATE_KEY_ELSEWHERE",
    "HAND_OUT_GONE",
    "DUMP_NOT_DONE",
    "DUMP_LINK_GONE",
    "DOWNLOADS_BUSY",
    "INPUT_INVALID",
    "STORAGE_FULL",
    "STORAGE_AWAY",
    "UPLOAD_EMPTY",
    "UPLOAD_NOT_WHOLE",
    "UPLOADS_BUSY",
    "UPLOAD_BUSY",
    "UPLOAD_MOVED",
    "UPLOAD_GONE",
    "UPLOAD_HASH_DIFFERS",
    "UPLOAD_TOO_LARGE",
    "UPLOAD_QUOTA",
    "UPLOADS_TOO_MANY",
  ];
  const known = shown.find((candidate) => candidate === code);
  const { uploadMaxBytes, uploadQuotaBytes } = env();
  const gigabytes = (known === "UPLOAD_QUOTA" ? uploadQuotaBytes : uploadMaxBytes) / 1e9;
  return known && refusalSentence(known, { gigabytes });
}
