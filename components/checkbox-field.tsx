"use client";

import { useContext } from "react";
import { Checkbox } from "./checkbox.tsx";
import { FormContext } from "./form-state.ts";

type CheckboxFieldProps = { readonly name: string; readonly label: string; readonly defaultChecked?: boolean | undefined };

/** One box of an ActionForm, sent as `on`. It stays as the person left it when the form was refused. */
export function CheckboxField({ name, label, defaultChecked = false }: CheckboxFieldProps) {
  const { state } = useContext(FormContext);
  // What is not ticked is not sent: only when anything was sent does its absence say so.
  const checked = state.values === undefined ? defaultChecked : state.values[name] !== undefined;
  // The key: React resets a form after its action to what was first chosen, and would lose the person's choice.
  return <Checkbox key={String(checked)} name={name} value="on" label={label} defaultChecked={checked} />;
}
