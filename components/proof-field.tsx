"use client";

import { useContext, useEffect, useRef } from "react";
import { FormContext } from "./form-state.ts";
import { PasswordField } from "./password-field.tsx";

/** The password again, in the form that was refused for want of it: the same button sends both. It takes the focus. */
export function ProofField({ always = false }: { readonly always?: boolean | undefined }) {
  const { state } = useContext(FormContext);
  const place = useRef<HTMLDivElement>(null);

  // On every answer, also when the password was wrong.
  useEffect(() => {
    if (state.proof) place.current?.querySelector("input")?.focus();
  }, [state]);

  if (!state.proof && !always) return null;
  return (
    <div ref={place} className="max-w-md">
      <PasswordField name="proofPassword" label="パスワード（確認）" autoComplete="current-password" required />
    </div>
  );
}
