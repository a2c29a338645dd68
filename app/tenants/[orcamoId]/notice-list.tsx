import { EmptyState } from "#components/empty-state.tsx";
import { Markdown } from "#components/markdown.tsx";
import { parseMarkdown } from "#components/markdown-nodes.ts";
import { Badge } from "#components/status-badge.tsx";
import type { NoticeLine } from "#lib/notices/queries.ts";
import { formatDate } from "#lib/platform/format.ts";

/** Dated lines, newest first; 重要 stands there as a word. */
export function NoticeList({ notices }: { readonly notices: readonly NoticeLine[] }) {
  if (notices.length === 0) return <EmptyState title="現在、お知らせはありません。" />;
  return (
    <ul className="border-t border-solid-gray-420">
      {notices.map((notice) => (
        <li key={notice.id} className="border-b border-solid-gray-420 py-3 sm:flex sm:gap-6">
          <time dateTime={formatDate(notice.startsAt)} className="block shrink-0 text-solid-gray-700">
            {formatDate(notice.startsAt)}
          </time>
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-2">
              {notice.important && <Badge tone="bad" icon="warning" label="重要" />}
              <span className="font-700">{notice.title}</span>
            </p>
            {notice.body !== "" && (
              <div className="mt-1">
                <Markdown nodes={parseMarkdown(notice.body)} />
              </div>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
