"use client";

import { useField } from "./form-state.ts";

/**
 * What a form brings along: a request's id, a version. Without a script a refused form comes back as a new page; it must
 * still say what it said at first, or it would pass for one that saw the newest.
 */
export function HiddenField({ name, value }: { readonly name: string; readonly value: string | number }) {
  const { typed } = useField(name);
  return <input type="hidden" name={name} value={typed ?? value} />;
}
