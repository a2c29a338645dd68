import type { ReactNode } from "react";

export type Description = { readonly term: string; readonly value: ReactNode };

/** The fields of one thing. An empty value reads 未設定 (PRODUCT.md §5, テナント詳細). */
export function DescriptionList({ items }: { readonly items: readonly Description[] }) {
  return (
    <dl className="border-t border-solid-gray-420">
      {items.map(({ term, value }) => (
        <div key={term} className="grid items-center border-b border-solid-gray-420 sm:grid-cols-[14rem_minmax(0,1fr)]">
          <dt className="self-stretch bg-solid-gray-50 px-3 py-2 font-700 sm:flex sm:items-center">{term}</dt>
          <dd className="min-w-0 px-3 py-2">{isEmpty(value) ? <span className="text-solid-gray-600">未設定</span> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

function isEmpty(value: ReactNode): boolean {
  return value === null || value === undefined || value === "";
}
