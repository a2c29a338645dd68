"use client";

import { type ReactNode, useContext } from "react";
import { Button, type ButtonLook } from "./button.tsx";
import { FormContext } from "./form-state.ts";

type SubmitButtonProps = {
  readonly look?: ButtonLook | undefined;
  readonly wide?: boolean | undefined;
  /** Tells several submit buttons of one form apart. */
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  readonly children: ReactNode;
};

/** Sends the form around it; while the answer is awaited it cannot be pressed again. */
export function SubmitButton({ look = "primary", children, ...rest }: SubmitButtonProps) {
  const { busy } = useContext(FormContext);
  return (
    <>
      <Button type="submit" look={look} disabled={busy} {...rest}>
        {busy ? "処理中…" : children}
      </Button>
      <span role="status" className="sr-only">
        {busy ? "処理中です。" : ""}
      </span>
    </>
  );
}
