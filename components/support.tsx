"use client";

import { createContext, type ReactNode, useContext } from "react";

export type Support = { readonly name: string; readonly phone: string; readonly mail: string };

/** Carries the support contact to error pages: they are client components and cannot read the settings. */
export function SupportProvider({ support, children }: { readonly support: Support; readonly children: ReactNode }) {
  return <SupportContext value={support}>{children}</SupportContext>;
}

/** Whom to ask, as one line. Shows nothing outside a SupportProvider. */
export function SupportContact() {
  const support = useContext(SupportContext);
  if (!support) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-3">
      <span>お問い合わせ先: {support.name}</span>
      {support.phone !== "" && <span className="whitespace-nowrap">電話 {support.phone}</span>}
      {support.mail !== "" && (
        <a className="inline-flex min-h-11 items-center text-blue-1000 underline" href={`mailto:${support.mail}`}>
          {support.mail}
        </a>
      )}
    </p>
  );
}

const SupportContext = createContext<Support | undefined>(undefined);
