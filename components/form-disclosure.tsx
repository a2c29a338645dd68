"use client";

import { type ReactNode, useContext } from "react";
import { FormContext } from "./form-state.ts";

/** Fields of an ActionForm that open on demand; they stay open when the form was refused. Works without a script. */
export function FormDisclosure({ summary, children }: { readonly summary: string; readonly children: ReactNode }) {
  const { state } = useContext(FormContext);
  const refused = state.error !== undefined || state.fieldErrors !== undefined;
  return (
    <details open={refused || undefined} className="screen-only">
      <summary className="inline-flex min-h-11 items-center text-blue-1000 underline underline-offset-4">{summary}</summary>
      <div className="mt-2 max-w-md">{children}</div>
    </details>
  );
}
