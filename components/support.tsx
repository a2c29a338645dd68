"use client";

import { createContext, type ReactNode, useContext } from "react";
import { TextLink } from "./text-link.tsx";

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
      {support.mail !== "" && <TextLink href={`mailto:${support.mail}`}>{support.mail}</TextLink>}
    </p>
  );
}

const SupportContext = createContext<Support | undefined>(undefined);
