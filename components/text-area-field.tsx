"use client";

import { Field, type FieldProps } from "./field.tsx";

type TextAreaFieldProps = FieldProps & {
  readonly defaultValue?: string | undefined;
  readonly maxLength?: number | undefined;
  readonly rows?: number | undefined;
};

/** Text of several lines. */
export function TextAreaField({ defaultValue, maxLength, rows = 4, ...field }: TextAreaFieldProps) {
  return (
    <Field {...field}>
      {(control, typed) => <textarea {...control} rows={rows} defaultValue={typed ?? defaultValue} maxLength={maxLength} />}
    </Field>
  );
}
