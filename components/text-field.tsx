"use client";

import type { HTMLInputTypeAttribute, InputHTMLAttributes } from "react";
import { Field, type FieldProps } from "./field.tsx";

type TextFieldProps = FieldProps & {
  readonly type?: Extract<HTMLInputTypeAttribute, "text" | "email" | "tel" | "search" | "number"> | undefined;
  readonly defaultValue?: string | undefined;
  readonly maxLength?: number | undefined;
  readonly autoComplete?: string | undefined;
  readonly inputMode?: InputHTMLAttributes<HTMLInputElement>["inputMode"] | undefined;
};

export function TextField({ type = "text", defaultValue, maxLength, autoComplete, inputMode, ...field }: TextFieldProps) {
  return (
    <Field {...field}>
      {(control, typed) => (
        <input
          {...control}
          type={type}
          defaultValue={typed ?? defaultValue}
          maxLength={maxLength}
          autoComplete={autoComplete}
          inputMode={inputMode}
        />
      )}
    </Field>
  );
}
