"use client";

import { useContext, useEffect, useRef } from "react";
import { FormContext, fieldId } from "./form-state.ts";
import { Icon } from "./icon.tsx";

/** The summary above a refused form. It takes the focus, so that a screen reader and a keyboard land on it. */
export function FormErrors({ labels }: { readonly labels: Readonly<Record<string, string>> }) {
  const { id, state } = useContext(FormContext);
  const box = useRef<HTMLDivElement>(null);
  const fields = Object.entries(state.fieldErrors ?? {}).filter(([, errors]) => errors.length > 0);
  const refused = state.error !== undefined || fields.length > 0;

  // On every answer, also when the same mistake comes back; a password that is asked for takes the focus itself.
  useEffect(() => {
    if (state.proof) return;
    if (state.error !== undefined || state.fieldErrors !== undefined) box.current?.focus();
  }, [state]);

  if (!refused) return null;
  return (
    <div ref={box} role="alert" tabIndex={-1} className="mb-6 flex gap-3 rounded-12 border-2 border-error-2 bg-white p-4">
      <Icon name="error" className="mt-0.5 size-6 text-error-2" />
      <div className="min-w-0">
        <p className="font-700 text-solid-gray-900">
          <span className="sr-only">エラー: </span>
          {state.error ?? "入力内容を確認してください。"}
        </p>
        {fields.length > 0 && (
          <ul className="mt-1">
            {fields.map(([name, errors]) => (
              <li key={name}>
                <a
                  href={`#${fieldId(id, name)}`}
                  className="inline-flex min-h-11 items-center text-error-2 underline underline-offset-4"
                >
                  {labels[name] === undefined ? "" : `${labels[name]}: `}
                  {errors.join(" ")}
                </a>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
