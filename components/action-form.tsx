"use client";

import { type ReactNode, useActionState, useEffect, useId } from "react";
import { FormErrors } from "./form-errors.tsx";
import { type FormAction, FormContext } from "./form-state.ts";
import { ProofField } from "./proof-field.tsx";

type ActionFormProps = {
  /** A server action. Without a script it is posted by the browser and the page comes back with its state. */
  readonly action: FormAction;
  /** Prefix of the ids of the fields. */
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  /** The names of the fields, for the summary of errors. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** The password again from the start: above the fields, or `placed` where the form itself has its ProofField. */
  readonly proof?: boolean | "placed" | undefined;
  readonly children: ReactNode;
};

/**
 * The one form that changes something. `goTo` is loaded by the browser as a page of its own: after a redirect Next would
 * fetch the target itself, with the cookies but without the person's certificate.
 */
export function ActionForm({ action, id, className, labels = {}, proof, children }: ActionFormProps) {
  const [state, submit, pending] = useActionState(action, {});
  const own = useId();
  const busy = pending || state.goTo !== undefined;

  useEffect(() => {
    if (state.goTo !== undefined) window.location.assign(state.goTo);
  }, [state.goTo]);

  // A page brought back from the history would otherwise stay busy for ever.
  useEffect(() => {
    const restored = (event: PageTransitionEvent) => event.persisted && window.location.reload();
    window.addEventListener("pageshow", restored);
    return () => window.removeEventListener("pageshow", restored);
  }, []);

  return (
    <FormContext value={{ id: id ?? own, state, busy }}>
      {/* The server's words, not the browser's: they are in Japanese on every system and stay readable. */}
      <form action={submit} noValidate aria-busy={busy} className={className}>
        <FormErrors labels={labels} />
        {proof !== "placed" && <ProofField always={proof} />}
        {children}
      </form>
    </FormContext>
  );
}
