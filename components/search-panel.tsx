import type { ReactNode } from "react";
import { Button, ButtonLink } from "./button.tsx";

type SearchPanelProps = {
  /** The address of the list. A GET form: filters live in the URL, and a new search begins at page 1. */
  readonly action: string;
  readonly title?: string | undefined;
  /** Where 条件をクリア leads; absent when nothing is filtered. */
  readonly clearHref?: string | undefined;
  /** Fields; hidden inputs keep what is not filtered by, such as the sort. */
  readonly children: ReactNode;
};

export function SearchPanel({ action, title = "検索条件", clearHref, children }: SearchPanelProps) {
  return (
    <search>
      <details open className="mt-6 rounded-12 border border-solid-gray-420">
        <summary className="flex min-h-11 items-center px-4 font-700">
          <span aria-hidden="true" className="me-2">
            ▼
          </span>
          {title}
        </summary>
        <form action={action} method="get" className="px-4 pb-4">
          <div className="grid items-end gap-x-6 sm:grid-cols-2 lg:grid-cols-5">{children}</div>
          <div className="flex flex-wrap gap-3">
            <Button type="submit" look="primary">
              検索する
            </Button>
            {clearHref !== undefined && (
              <ButtonLink look="tertiary" href={clearHref}>
                条件をクリア
              </ButtonLink>
            )}
          </div>
        </form>
      </details>
    </search>
  );
}
