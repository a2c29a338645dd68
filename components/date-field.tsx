"use client";

import { Field, type FieldProps } from "./field.tsx";

/** Values are Japanese calendar days, `2020-09-08`. */
type DateFieldProps = FieldProps & {
  readonly defaultValue?: string | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
};

export function DateField({ defaultValue, min, max, ...field }: DateFieldProps) {
  return (
    <Field {...field}>
      {(control, typed) => <input {...control} type="date" defaultValue={typed ?? defaultValue} min={min} max={max} />}
    </Field>
  );
}
