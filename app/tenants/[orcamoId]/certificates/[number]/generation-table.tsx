import { type Column, DataTable } from "#components/data-table.tsx";
import { StatusBadge } from "#components/status-badge.tsx";
import type { GenerationRow } from "#lib/certificates/queries.ts";
import { formatDate, formatDateTime } from "#lib/platform/format.ts";

interface FormerRow extends GenerationRow {
  /** When the tenant's setting ends it. */
  readonly closesAt: Date | undefined;
}

interface GenerationTableProps {
  readonly generations: readonly FormerRow[];
  /** The tenant ends former certificates before they expire. */
  readonly closes: boolean;
}

/** The last use tells whether a terminal still works with the old one. */
export function GenerationTable({ generations, closes }: GenerationTableProps) {
  return (
    <DataTable
      caption="以前の世代"
      captionHidden
      columns={closes ? [...columns, closing] : columns}
      rows={generations}
      rowKey={(row) => String(row.generation)}
    />
  );
}

const closing: Column<FormerRow> = {
  key: "closesAt",
  label: "失効の予定",
  cell: (row) => (row.closesAt ? formatDateTime(row.closesAt) : "なし"),
};

const columns: readonly Column<FormerRow>[] = [
  { key: "generation", label: "世代", names: true, cell: (row) => row.generation },
  { key: "serial", label: "シリアル番号", cell: (row) => <code className="break-all">{row.serial}</code> },
  { key: "status", label: "状態", cell: (row) => <StatusBadge status={row.status} /> },
  { key: "issuedAt", label: "発行日", cell: (row) => (row.issuedAt ? formatDate(row.issuedAt) : "なし") },
  { key: "notAfter", label: "有効期限", cell: (row) => formatDate(row.notAfter) },
  { key: "lastUsedAt", label: "最終利用", cell: (row) => (row.lastUsedAt ? formatDateTime(row.lastUsedAt) : "なし") },
];
