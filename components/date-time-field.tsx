"use client";

import { Field, type FieldProps } from "./field.tsx";

/** Values are Japan's time, `2020-09-08T10:37` (format.ts, dateTimeInputValue). */
export function DateTimeField({ defaultValue, ...field }: FieldProps & { readonly defaultValue?: string | undefined }) {
  return (
    <Field {...field}>
      {(control, typed) => <input {...control} type="datetime-local" defaultValue={typed ?? defaultValue} />}
    </Field>
  );
}
