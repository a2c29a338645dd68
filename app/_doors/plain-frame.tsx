import type { ReactNode } from "react";
import { PageFrame } from "#components/page-frame.tsx";
import { SiteFooter } from "#components/site-footer.tsx";
import { type PathStep, SiteHeader } from "#components/site-header.tsx";
import { env } from "#lib/platform/env.ts";
import { Messages } from "./chrome.tsx";
import { paths } from "./paths.ts";

interface PlainFrameProps {
  readonly title: string;
  readonly path: readonly PathStep[];
  readonly query: Readonly<Record<string, unknown>>;
  readonly children: ReactNode;
}

/** Around a page that knows no session: no menu, no tabs. */
export function PlainFrame({ title, path, query, children }: PlainFrameProps) {
  const { product, footer } = env().brand;
  return (
    <PageFrame
      narrow
      title={title}
      header={<SiteHeader brand={product} homeHref={paths.home} path={path} />}
      notice={<Messages query={query} />}
      footer={<SiteFooter text={footer} />}
    >
      {children}
    </PageFrame>
  );
}
