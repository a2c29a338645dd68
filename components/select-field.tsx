"use client";

import { Field, type FieldProps } from "./field.tsx";

export type Option = { readonly value: string; readonly label: string };

type SelectFieldProps = FieldProps & { readonly options: readonly Option[]; readonly defaultValue?: string | undefined };

export function SelectField({ options, defaultValue, ...field }: SelectFieldProps) {
  return (
    <Field {...field}>
      {(control, typed) => {
        const chosen = typed ?? defaultValue;
        // The key: React resets a form after its action to the option that was first chosen, and would lose the person's choice.
        return (
          <select key={chosen} {...control} defaultValue={chosen}>
            {options.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        );
      }}
    </Field>
  );
}
