"use client";

import { Field, type FieldProps } from "./field.tsx";

/** Values are Japan's time, `21:30`. */
export function TimeField({ defaultValue, ...field }: FieldProps & { readonly defaultValue?: string | undefined }) {
  return <Field {...field}>{(control, typed) => <input {...control} type="time" defaultValue={typed ?? defaultValue} />}</Field>;
}
