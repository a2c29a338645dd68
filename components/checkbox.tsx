"use client";

import { useChosen } from "./form-state.ts";

type CheckboxProps = {
  readonly name: string;
  readonly value: string;
  readonly label: string;
  /** In a table the column says what it is: the label is then for screen readers only. */
  readonly labelHidden?: boolean | undefined;
  /** The form it belongs to, when that stands elsewhere on the page. */
  readonly form?: string | undefined;
  readonly defaultChecked?: boolean | undefined;
};

/** The whole label is the target, 44 px at least. In a form that comes back it is as the person left it. */
export function Checkbox({ label, labelHidden, defaultChecked, ...input }: CheckboxProps) {
  const chosen = useChosen(input.name, input.value) ?? defaultChecked;
  return (
    <label className="inline-flex min-h-11 min-w-11 items-center gap-2 screen-only">
      <input type="checkbox" className="size-6" defaultChecked={chosen} {...input} />
      <span className={labelHidden ? "sr-only" : ""}>{label}</span>
    </label>
  );
}
