import type { ReactNode } from "react";
import { Icon } from "./icon.tsx";

/** Stands where a list would: says that nothing is there, and what can be done. */
export function EmptyState({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="flex gap-3 rounded-12 border border-dashed border-solid-gray-536 p-4">
      <Icon name="info" className="mt-0.5 size-6 text-solid-gray-700" />
      <div className="min-w-0">
        <p>{title}</p>
        {children !== undefined && <div className="mt-2">{children}</div>}
      </div>
    </div>
  );
}
