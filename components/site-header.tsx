import { Fragment, type ReactNode } from "react";
import { TextLink } from "./text-link.tsx";

export type PathStep = { readonly label: string; readonly href?: string | undefined };

type SiteHeaderProps = {
  readonly brand: string;
  readonly homeHref: string;
  /** What follows the brand: `TOP`, or `証明書管理` and `申請済証明書詳細`. The last one is this page. */
  readonly path?: readonly PathStep[] | undefined;
  /** `ORCAサポートセンタ(笠原) (u00000014)` */
  readonly identity?: string | undefined;
  /** An AccountMenu. */
  readonly children?: ReactNode;
};

/** `ORCAMO クラウド管理 > TOP`, and at the right who is signed in (PRODUCT.md §5, Chrome). */
export function SiteHeader({ brand, homeHref, path = [], identity, children }: SiteHeaderProps) {
  return (
    <header className="border-b border-solid-gray-420 bg-white">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center justify-between gap-x-6 px-4 py-1 md:px-6">
        <nav aria-label="現在位置" className="print:block!">
          <ol className="flex flex-wrap items-center gap-x-2">
            <li>
              <a
                href={homeHref}
                className="inline-flex min-h-11 items-center gap-2 text-std-18B-160 text-blue-1000 hover:underline"
              >
                <span aria-hidden="true" className="size-4 rounded-full bg-blue-900 print:hidden forced-colors:border" />
                {brand}
              </a>
            </li>
            {path.map((step, at) => (
              <Fragment key={step.label}>
                <li aria-hidden="true" className="text-solid-gray-600">
                  &gt;
                </li>
                <li>
                  <Step step={step} last={at === path.length - 1} />
                </li>
              </Fragment>
            ))}
          </ol>
        </nav>
        <div className="ms-auto flex flex-wrap items-center justify-end gap-x-4">
          {identity !== undefined && <p>{identity}</p>}
          {children}
        </div>
      </div>
    </header>
  );
}

function Step({ step, last }: { readonly step: PathStep; readonly last: boolean }) {
  if (last || step.href === undefined) return <span aria-current={last ? "page" : undefined}>{step.label}</span>;
  return <TextLink href={step.href}>{step.label}</TextLink>;
}

type AccountMenuProps = {
  readonly label: string;
  /** Where it is flush with its label: at the end of the line, or at its start, lest it open beyond the edge. */
  readonly side?: "start" | "end" | undefined;
  readonly children: ReactNode;
};

/** `u00000014 ▼`: a disclosure, so that it opens without a script. Give it MenuLink items and forms with a MenuButton. */
export function AccountMenu({ label, side = "end", children }: AccountMenuProps) {
  return (
    <details className="group relative screen-only">
      <summary className="inline-flex min-h-11 list-none items-center gap-1 rounded-8 px-2 font-700 hover:bg-blue-50 [&::-webkit-details-marker]:hidden">
        {label}
        <span aria-hidden="true" className="text-sm group-open:rotate-180">
          ▼
        </span>
      </summary>
      <div
        className={`absolute z-10 min-w-48 rounded-8 border border-solid-gray-420 bg-white py-2 shadow-1 ${side === "end" ? "end-0" : "start-0"}`}
      >
        {children}
      </div>
    </details>
  );
}

export function MenuLink({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  return (
    <a href={href} className={item}>
      {children}
    </a>
  );
}

/** Links of a menu under a name of their own. */
export function MenuGroup({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section aria-label={label} className="border-solid-gray-420 not-first:mt-2 not-first:border-t not-first:pt-2">
      <p className="px-4 py-1 text-solid-gray-700">{label}</p>
      {children}
    </section>
  );
}

/** Submits the form around it: signing out changes something, so it is never a link. */
export function MenuButton({ children }: { readonly children: ReactNode }) {
  return (
    <button type="submit" className={`${item} w-full`}>
      {children}
    </button>
  );
}

const item = "flex min-h-11 items-center px-4 text-start hover:bg-blue-50 hover:underline focus-visible:-outline-offset-4";
