export type Tab = { readonly label: string; readonly href: string; readonly current?: boolean | undefined };

/** The main navigation. The caller passes only what this person may see, in the order of PRODUCT.md §5. */
export function Tabs({ tabs }: { readonly tabs: readonly Tab[] }) {
  return (
    <nav aria-label="メインメニュー" className="border-b border-solid-gray-420 bg-solid-gray-50">
      <ul className="mx-auto flex max-w-7xl flex-wrap px-2 md:px-4">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <a
              href={tab.href}
              aria-current={tab.current ? "page" : undefined}
              className="flex min-h-12 items-center border-b-4 border-transparent px-3 hover:bg-blue-50 hover:underline focus-visible:-outline-offset-4 aria-[current=page]:border-blue-900 aria-[current=page]:font-700 aria-[current=page]:text-blue-1000 md:px-5"
            >
              {tab.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
