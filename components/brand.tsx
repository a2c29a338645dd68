"use client";

import { createContext, type ReactNode, useContext } from "react";
import { SiteHeader } from "./site-header.tsx";

/** Carries the product's name to error pages: they are client components and cannot read the settings. */
export function BrandProvider({ product, children }: { readonly product: string; readonly children: ReactNode }) {
  return <BrandContext value={product}>{children}</BrandContext>;
}

/** The header of a page that knows nobody: the name, and the way home. Shows nothing outside a BrandProvider. */
export function BrandHeader() {
  const product = useContext(BrandContext);
  return product === undefined ? null : <SiteHeader brand={product} homeHref="/" />;
}

const BrandContext = createContext<string | undefined>(undefined);
