"use client";

import { useState } from "react";
import { Field, type FieldProps } from "./field.tsx";

type PasswordFieldProps = FieldProps & { readonly autoComplete: "current-password" | "new-password" };

/** Never shows again what was typed. With a script it can be made readable: long passwords are typed by hand in clinics. */
export function PasswordField({ autoComplete, ...field }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field {...field}>
      {(control) => (
        <>
          <input
            {...control}
            type={shown ? "text" : "password"}
            autoComplete={autoComplete}
            spellCheck={false}
            autoCapitalize="off"
          />
          <label className="inline-flex min-h-11 w-fit items-center gap-2 noscript:hidden">
            <input type="checkbox" className="size-5" checked={shown} onChange={(event) => setShown(event.target.checked)} />
            {field.label}を表示する
          </label>
        </>
      )}
    </Field>
  );
}
