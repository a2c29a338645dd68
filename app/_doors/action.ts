import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { z } from "zod";
import type { FormAction, FormState } from "#components/form-state.ts";
import { type Permission, permit } from "#lib/access/permissions.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { prove } from "#lib/sessions/prove.ts";
import type { NoticeKey } from "./notices.ts";
import { fieldErrors, refuseForm } from "./refusals.ts";
import { holderScope, pendingScope, personalScope, tenantEntryScope, tenantScope } from "./scope.ts";

export interface ActionRule<Input extends z.ZodType> {
  readonly permission: Permission;
  readonly input: Input;
}

/** What a form's command ends with: a place and a message, or something to show in the form itself. */
export type Outcome =
  | { readonly goTo: string }
  | ({ readonly values: Readonly<Record<string, string>> } & Pick<FormState, "preview">);

/** Success is a redirect with a message; a reload repeats nothing (ARCHITECTURE.md §4, rule 6). */
export function goTo(path: string, notice: NoticeKey): Outcome {
  return { goTo: `${path}${path.includes("?") ? "&" : "?"}notice=${notice}` };
}

/** The door of a form of a tenant; the form names the tenant in its field `orcamoId`. */
export function tenantAction<Input extends z.ZodType>(
  rule: ActionRule<Input>,
  run: (scope: Scope, input: z.output<Input>) => Promise<Outcome>,
): FormAction {
  return openAction(rule, (data) => tenantScope(String(data.get("orcamoId") ?? "")), run);
}

/** The door of a form of the signed-in person, in their own organisation. */
export function personalAction<Input extends z.ZodType>(
  rule: ActionRule<Input>,
  run: (scope: Scope, input: z.output<Input>) => Promise<Outcome>,
): FormAction {
  return openAction(rule, () => personalScope(rule.permission), run);
}

/** The door of a form of the operator's console: in the operator's own organisation. */
export function operatorAction<Input extends z.ZodType>(
  rule: ActionRule<Input>,
  run: (scope: Scope, input: z.output<Input>) => Promise<Outcome>,
): FormAction {
  return openAction(rule, () => personalScope(rule.permission), run);
}

/** The door of the form that takes the third factor, of a session that opens nothing else yet. */
export function codeAction<Input extends z.ZodType>(
  rule: ActionRule<Input>,
  run: (scope: Scope, input: z.output<Input>) => Promise<Outcome>,
): FormAction {
  return openAction(rule, () => pendingScope(), run);
}

/** The door of the form that enters a tenant. */
export function entryAction<Input extends z.ZodType>(
  rule: ActionRule<Input>,
  run: (scope: Scope, input: z.output<Input>) => Promise<Outcome>,
): FormAction {
  return openAction(rule, (data) => tenantEntryScope(String(data.get("orcamoId") ?? "")), run);
}

/** The door of a form for whoever comes with a certificate alone, in that certificate's organisation. */
export function certificateAction<Input extends z.ZodType>(
  rule: ActionRule<Input>,
  run: (scope: Scope, input: z.output<Input>) => Promise<Outcome>,
): FormAction {
  return openAction(rule, () => holderScope(), run);
}

function openAction<Input extends z.ZodType>(
  rule: ActionRule<Input>,
  scopeOf: (data: FormData) => Promise<Scope>,
  run: (scope: Scope, input: z.output<Input>) => Promise<Outcome>,
): FormAction {
  return async (_previous, data) => finish(await decide(rule, scopeOf, run, data));
}

async function decide<Input extends z.ZodType>(
  rule: ActionRule<Input>,
  scopeOf: (data: FormData) => Promise<Scope>,
  run: (scope: Scope, input: z.output<Input>) => Promise<Outcome>,
  data: FormData,
): Promise<FormState> {
  const sent = fields(data);
  const values = Object.fromEntries(Object.entries(sent).filter(([name]) => !isSecret(name)));
  try {
    const scope = await provedScope(await scopeOf(data), data);
    permit(scope, rule.permission);
    const input = rule.input.safeParse(sent);
    if (!input.success) return { fieldErrors: fieldErrors(input.error), values };
    return await run(scope, input.data);
  } catch (error) {
    const state = refuseForm(error, values);
    // Too many wrong ones: the field stays, for when the wait is over.
    return data.has("proofPassword") && isRefusal(error) && error.code === "SIGN_IN_THROTTLED"
      ? { ...state, proof: true }
      : state;
  }
}

/** A form that was asked for the password again brings it along (step-up). */
async function provedScope(scope: Scope, data: FormData): Promise<Scope> {
  const password = data.get("proofPassword");
  return typeof password === "string" && password !== "" ? prove(scope, password) : scope;
}

/**
 * With JavaScript the form itself loads the target: after redirect() Next would fetch it on its own, with the cookies
 * but without the client certificate. Without JavaScript a redirect is all there is, and the browser follows it.
 */
async function finish(state: FormState): Promise<FormState> {
  if (state.goTo === undefined || (await headers()).has("next-action")) return state;
  redirect(state.goTo);
}

/** The texts of a form, without Next's own fields; a name that comes more than once becomes a list (checkboxes). */
function fields(data: FormData): Record<string, string | string[]> {
  const names = [...new Set(data.keys())].filter((name) => !name.startsWith("$"));
  const texts = names.map((name) => [name, data.getAll(name).filter((value) => typeof value === "string")] as const);
  return Object.fromEntries(texts.map(([name, [first = "", ...rest]]) => [name, rest.length === 0 ? first : [first, ...rest]]));
}

/** Never shown again: a password, and a code that opens once. */
function isSecret(name: string): boolean {
  return /password|current|next|again|^code$/i.test(name);
}
