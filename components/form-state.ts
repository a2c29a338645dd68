"use client";

import { createContext, useContext } from "react";
import type { MarkdownNode } from "./markdown.tsx";

/** What a server action answers to an ActionForm. Success is a place to go to: a reload must repeat nothing. */
export type FormState = {
  readonly ok?: boolean | undefined;
  /** One sentence: cause and action. */
  readonly error?: string | undefined;
  /** By the name of the field. */
  readonly fieldErrors?: Readonly<Record<string, readonly string[]>> | undefined;
  /** What was typed, to show it again; a list where several boxes share a name. Never a password. */
  readonly values?: Readonly<Record<string, string | readonly string[]>> | undefined;
  /** The password is asked for again, in the form itself: nothing that was typed is lost. */
  readonly proof?: boolean | undefined;
  /** The text as it will be read, where a preview was asked for. As data: it also comes back without a script. */
  readonly preview?: readonly MarkdownNode[] | undefined;
  /** Address of this site that the browser loads next. */
  readonly goTo?: string | undefined;
};

/** A server action as ActionForm wants it. */
export type FormAction = (previous: FormState, data: FormData) => Promise<FormState>;

type FormContext = { readonly id: string; readonly state: FormState; readonly busy: boolean };

export const FormContext = createContext<FormContext>({ id: "form", state: {}, busy: false });

/** What one field must know of its form. Outside an ActionForm: no errors, nothing typed before. */
export function useField(name: string): { id: string; errors: readonly string[]; typed: string | undefined } {
  const { id, state } = useContext(FormContext);
  return { id: fieldId(id, name), errors: state.fieldErrors?.[name] ?? [], typed: [state.values?.[name]].flat()[0] };
}

/** The id of a field, to which the error summary links. */
export function fieldId(form: string, name: string): string {
  return `${form}-${name}`;
}
