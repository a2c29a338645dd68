import { CopyButton } from "./copy-button.tsx";

/** A password to be read off or copied: one click selects all of it, and no white space stands around it. */
export function SecretText({ value, what = "パスワード" }: { readonly value: string; readonly what?: string | undefined }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-4 gap-y-2">
      <code translate="no" className="rounded-4 bg-solid-gray-50 px-2 py-1 font-mono text-lg break-all select-all">
        {value}
      </code>
      <CopyButton value={value} what={what} />
    </span>
  );
}
