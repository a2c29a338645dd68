"use client";

import { useContext } from "react";
import { FormContext } from "./form-state.ts";
import { SecretText } from "./secret-text.tsx";
import { SubmitButton } from "./submit-button.tsx";

type RevealedSecretProps = {
  /** The value's name in what the action of the form answers. */
  readonly name: string;
  readonly what: string;
};

/** 表示する, and then the secret itself. It lives in the page alone: leaving the page forgets it. */
export function RevealedSecret({ name, what }: RevealedSecretProps) {
  const { state } = useContext(FormContext);
  const value = [state.values?.[name]].flat()[0];
  return (
    <div aria-live="polite">
      {value === undefined ? (
        <SubmitButton look="secondary">
          表示する<span className="sr-only">（{what}）</span>
        </SubmitButton>
      ) : (
        <SecretText value={value} what={what} />
      )}
    </div>
  );
}
