"use client";

import { useContext } from "react";
import { CopyButton } from "#components/copy-button.tsx";
import { FormContext } from "#components/form-state.ts";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { SubmitButton } from "#components/submit-button.tsx";

/** The button, and then what it was answered: the codes live in the page alone, and leaving it forgets them. */
export function RecoveryCodes({ left }: { readonly left: number }) {
  const { state } = useContext(FormContext);
  const codes = [state.values?.recoveryCodes ?? []].flat().flatMap((text) => text.split("\n"));
  if (codes.length === 0) return <Offer left={left} />;
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

function Offer({ left }: { readonly left: number }) {
  if (left === 0) {
    return (
      <>
        <NoticeBanner tone="warning" title="リカバリーコードがありません。">
          認証アプリの端末をなくしたときに、認証コードの代わりに使います。発行して、端末とは別の場所に保管してください。
        </NoticeBanner>
        <SubmitButton>リカバリーコードを発行</SubmitButton>
      </>
    );
  }
  return (
    <>
      <p className="mb-4">
        未使用 {left}
        個。認証アプリの端末をなくしたときに、認証コードの代わりに使います。再発行すると、以前のものは使えなくなります。
      </p>
      <SubmitButton look="secondary">リカバリーコードを再発行</SubmitButton>
    </>
  );
}
