import { type Column, DataTable } from "#components/data-table.tsx";
import { Badge } from "#components/status-badge.tsx";
import type { ReportTable } from "#lib/imports/model.ts";
import { formatCount } from "#lib/platform/format.ts";

export function ReportTables({ rows }: { readonly rows: readonly ReportTable[] }) {
  return (
    <DataTable
      caption="テーブルごとの件数"
      captionHidden
      columns={columns}
      rows={rows}
      rowKey={(row) => `${row.table} ${row.change}`}
    />
  );
}

const figures = "md:text-end tabular-nums";

const columns: readonly Column<ReportTable>[] = [
  { key: "table", label: "テーブル", names: true, cell: (row) => <span className="break-all">{row.table}</span> },
  { key: "archive", label: "ファイル", className: figures, cell: (row) => countText(row.archiveRows) },
  { key: "staging", label: "インポート後", className: figures, cell: (row) => countText(row.stagingRows) },
  { key: "live", label: "現行", className: figures, cell: (row) => countText(row.liveRows) },
  { key: "change", label: "変化", cell: (row) => <Badge {...looks[row.change]} /> },
];

const looks = {
  new: { tone: "waiting", icon: "info", label: "新規" },
  gone: { tone: "bad", icon: "refused", label: "なくなった" },
  grown: { tone: "good", icon: "ascending", label: "増えた" },
  shrunk: { tone: "attention", icon: "descending", label: "減った" },
  same: { tone: "neutral", icon: "success", label: "同じ" },
} as const;

function countText(count: number | null): string {
  return count === null ? "－" : formatCount(count);
}
