import type { ReactNode } from "react";

type PageFrameProps = {
  /** A SiteHeader. */
  readonly header: ReactNode;
  /** Tabs; absent before sign-in. */
  readonly tabs?: ReactNode;
  /** A NoticeBanner: stands under the header and survives a reload (PRODUCT.md §5). */
  readonly notice?: ReactNode;
  /** The only h1 of the page. */
  readonly title: ReactNode;
  /** A SiteFooter. */
  readonly footer: ReactNode;
  /** For forms that hold a few fields, and for reading. */
  readonly narrow?: boolean | undefined;
  readonly children: ReactNode;
};

/** The landmarks of every page, with the way past the menus first. */
export function PageFrame({ header, tabs, notice, title, footer, narrow, children }: PageFrameProps) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="screen-only absolute -top-20 start-4 z-20 inline-flex min-h-11 items-center rounded-8 bg-white px-4 text-blue-1000 underline focus:top-2"
      >
        本文へ移動
      </a>
      {header}
      {tabs}
      <main id="main" tabIndex={-1} className={`mx-auto w-full grow px-4 pt-6 md:px-6 ${narrow ? "max-w-3xl" : "max-w-7xl"}`}>
        <div aria-live="polite">{notice}</div>
        <h1 className="mt-2 text-std-26B-150 text-solid-gray-900">{title}</h1>
        {children}
      </main>
      {footer}
    </div>
  );
}

/** A part of a page under its own heading. */
export function Section({
  title,
  id,
  children,
}: {
  readonly title: ReactNode;
  readonly id?: string | undefined;
  readonly children: ReactNode;
}) {
  return (
    <section id={id} className="mt-8">
      <h2 className="border-s-8 border-blue-900 ps-3 text-std-20B-150 text-solid-gray-900">{title}</h2>
      <div className="mt-4">{children}</div>
    </section>
  );
}
