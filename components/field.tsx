"use client";

import type { ReactNode } from "react";
import { useField } from "./form-state.ts";
import { Icon } from "./icon.tsx";

/** What every kind of field takes. */
export type FieldProps = {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly required?: boolean | undefined;
  /** Replaces the errors of the form, for forms without an action (search). */
  readonly error?: string | undefined;
};

type Control = {
  readonly id: string;
  readonly name: string;
  readonly required: boolean | undefined;
  readonly "aria-invalid": true | undefined;
  readonly "aria-describedby": string | undefined;
  readonly className: string;
};

type Frame = FieldProps & { readonly children: (control: Control, typed: string | undefined) => ReactNode };

/** Label, hint, error and control, tied together. Words above the control, never a placeholder in it. */
export function Field({ name, label, hint, required, error, children }: Frame) {
  const { id, errors: refused, typed } = useField(name);
  const errors = error === undefined ? refused : [error];
  const invalid = errors.length > 0;
  const described = [hint !== undefined && `${id}-hint`, invalid && `${id}-error`].filter(Boolean).join(" ");
  const control: Control = {
    id,
    name,
    required,
    "aria-invalid": invalid || undefined,
    "aria-describedby": described || undefined,
    className: `${shape} ${invalid ? "border-error-2" : "border-solid-gray-600"}`,
  };
  return (
    <div className="mb-6 flex flex-col gap-1">
      <label htmlFor={id} className="font-700">
        {label}
        {required && <span className="ms-2 font-400 text-error-2">※必須</span>}
      </label>
      {hint !== undefined && (
        <div id={`${id}-hint`} className="text-solid-gray-700">
          {hint}
        </div>
      )}
      {children(control, typed)}
      {invalid && (
        <p id={`${id}-error`} className="flex items-start gap-1 text-error-2">
          <Icon name="error" className="mt-1 size-5" />
          <span className="sr-only">エラー: </span>
          {errors.join(" ")}
        </p>
      )}
    </div>
  );
}

const shape = "min-h-12 w-full rounded-8 border bg-white px-3 py-2 hover:border-black aria-invalid:border-2";
