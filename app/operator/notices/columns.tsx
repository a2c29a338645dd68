import { paths } from "#app/_doors/paths.ts";
import type { Column } from "#components/data-table.tsx";
import { Badge } from "#components/status-badge.tsx";
import { TextLink } from "#components/text-link.tsx";
import { audienceLabels } from "#lib/notices/model.ts";
import type { NoticeRow } from "#lib/notices/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import { NoticeBadge } from "./notice-badge.tsx";

export const columns: readonly Column<NoticeRow>[] = [
  { key: "title", label: "件名", names: true, cell: (row) => <Title row={row} /> },
  { key: "audience", label: "種類", cell: (row) => audienceLabels[row.audience] },
  { key: "tenant", label: "対象", cell: (row) => row.orcamoId ?? "全テナント" },
  { key: "period", label: "表示期間", cell: (row) => periodText(row) },
  { key: "status", label: "状態", cell: (row) => <NoticeBadge status={row.status} /> },
];

export function periodText({ startsAt, endsAt }: Pick<NoticeRow, "startsAt" | "endsAt">): string {
  return `${formatDateTime(startsAt)} ～ ${endsAt ? formatDateTime(endsAt) : "（期限なし）"}`;
}

function Title({ row }: { readonly row: NoticeRow }) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      {row.important && <Badge tone="bad" icon="warning" label="重要" />}
      <TextLink href={paths.consoleNotice(row.id)}>{row.title}</TextLink>
    </span>
  );
}
