import type { ReactNode } from "react";
import { pageWindow } from "./page-window.ts";

type PagerProps = {
  /** From 1. */
  readonly page: number;
  readonly pages: number;
  /** The address of a page, with the filters and the sort of this one. */
  readonly href: (page: number) => string;
  /** What is paged: names the navigation when two stand on one page. */
  readonly label?: string | undefined;
};

/** `最初へ` `前へ` `1` … `10` `次へ` `最後へ`: plain links. One page needs no pager. */
export function Pager({ page, pages, href, label = "ページ送り" }: PagerProps) {
  if (pages <= 1) return null;
  return (
    <nav aria-label={label} className="my-4">
      <ul className="flex flex-wrap items-center gap-1">
        <Turn href={page > 1 ? href(1) : undefined}>最初へ</Turn>
        <Turn href={page > 1 ? href(page - 1) : undefined}>前へ</Turn>
        {pageWindow(page, pages).map((number) => (
          <li key={number}>
            <a
              href={href(number)}
              aria-current={number === page ? "page" : undefined}
              className={`${shape} text-blue-900 underline hover:bg-blue-50 aria-[current=page]:border-blue-900 aria-[current=page]:bg-blue-900 aria-[current=page]:font-700 aria-[current=page]:text-white aria-[current=page]:no-underline`}
            >
              {number}
            </a>
          </li>
        ))}
        <Turn href={page < pages ? href(page + 1) : undefined}>次へ</Turn>
        <Turn href={page < pages ? href(pages) : undefined}>最後へ</Turn>
      </ul>
    </nav>
  );
}

function Turn({ href, children }: { readonly href: string | undefined; readonly children: ReactNode }) {
  return (
    <li>
      {href === undefined ? (
        <span className={`${shape} text-solid-gray-600`}>{children}</span>
      ) : (
        <a href={href} className={`${shape} text-blue-900 underline hover:bg-blue-50`}>
          {children}
        </a>
      )}
    </li>
  );
}

const shape =
  "inline-flex min-h-11 min-w-11 items-center justify-center rounded-8 border border-transparent px-2 underline-offset-4";
