"use client";

import { useContext } from "react";
import { CopyButton } from "#components/copy-button.tsx";
import { FormContext } from "#components/form-state.ts";
import { SubmitButton } from "#components/submit-button.tsx";

/** The button, and then what it was answered: the codes live in the page alone, and leaving it forgets them. */
export function RecoveryCodes({ again }: { readonly again: boolean }) {
  const { state } = useContext(FormContext);
  const codes = [state.values?.recoveryCodes ?? []].flat().flatMap((text) => text.split("\n"));
  if (codes.length === 0) {
    return (
      <>
        {again && <p className="mb-4">発行し直すと、以前のリカバリーコードは使えなくなります。</p>}
        <SubmitButton look="secondary">リカバリーコードを{again ? "再発行" : "発行"}</SubmitButton>
      </>
    );
  }
  return (
    <div aria-live="polite">
      <p className="mb-4 font-700">
        このリカバリーコードは、この画面を離れると二度と表示されません。印刷するか書き写して、端末とは別の安全な場所に保管してください。1つにつき1回使えます。
      </p>
      <ol className="mb-4 grid list-decimal gap-2 ps-10 sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>
            <code translate="no" className="font-mono text-lg break-all">
              {code}
            </code>
          </li>
        ))}
      </ol>
      <CopyButton value={codes.join("\n")} what="リカバリーコード" />
    </div>
  );
}
