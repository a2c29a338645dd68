"use client";

import { useContext } from "react";
import { FormContext } from "./form-state.ts";
import { SecretText } from "./secret-text.tsx";
import { SubmitButton } from "./submit-button.tsx";

type RevealedSecretProps = {
  /** The value's name in what the action of the form answers. */
  readonly name: string;
  readonly what: string;
  /** On the button: `確認する` in the manuals of the web clients. */
  readonly label?: string | undefined;
};

/** A button, and then the secret itself. It lives in the page alone: leaving the page forgets it. */
export function RevealedSecret({ name, what, label = "表示する" }: RevealedSecretProps) {
  const { state } = useContext(FormContext);
  const value = [state.values?.[name]].flat()[0];
  return (
    <div aria-live="polite">
      {value === undefined ? (
        <SubmitButton look="secondary">
          {label}
          <span className="sr-only">（{what}）</span>
        </SubmitButton>
      ) : (
        <SecretText value={value} what={what} />
      )}
    </div>
  );
}
