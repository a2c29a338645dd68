import type { Metadata } from "next";
import { connection } from "next/server";
import type { ReactNode } from "react";
import { BrandProvider } from "#components/brand.tsx";
import { SupportProvider } from "#components/support.tsx";
import { env } from "#lib/platform/env.ts";
import { currentSettings } from "#lib/settings/current.ts";
import "./globals.css";

export async function generateMetadata(): Promise<Metadata> {
  await connection();
  const { product } = env().brand;
  return {
    title: { default: product, template: `%s | ${product}` },
    robots: { index: false, follow: false },
    formatDetection: { telephone: false, email: false, address: false, date: false },
  };
}

export default async function RootLayout({ children }: { readonly children: ReactNode }) {
  // Never rendered ahead: a page made at build time has no nonce and the content security policy would refuse its scripts.
  await connection();
  const { supportName, supportPhone, supportMail } = currentSettings();
  return (
    <html lang="ja">
      <body>
        <BrandProvider product={env().brand.product}>
          <SupportProvider support={{ name: supportName, phone: supportPhone, mail: supportMail }}>{children}</SupportProvider>
        </BrandProvider>
      </body>
    </html>
  );
}
