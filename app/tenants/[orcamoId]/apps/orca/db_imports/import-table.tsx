import { paths } from "#app/_doors/paths.ts";
import { type Column, DataTable } from "#components/data-table.tsx";
import { TextLink } from "#components/text-link.tsx";
import { importKindLabels } from "#lib/imports/model.ts";
import type { ImportRow } from "#lib/imports/queries.ts";
import { formatBytes, formatDateTime, formatDateTimeSeconds } from "#lib/platform/format.ts";
import { ImportBadge } from "./import-badge.tsx";

interface ImportTableProps {
  readonly orcamoId: string;
  readonly now: Date;
  readonly rows: readonly ImportRow[];
}

export function ImportTable({ orcamoId, now, rows }: ImportTableProps) {
  const columns: readonly Column<ImportRow>[] = [
    {
      key: "createdAt",
      label: "受付日時",
      names: true,
      cell: (row) => <TextLink href={paths.import(orcamoId, row.id)}>{formatDateTimeSeconds(row.createdAt)}</TextLink>,
    },
    { key: "kind", label: "種類", cell: (row) => importKindLabels[row.kind] },
    { key: "state", label: "状態", cell: (row) => <ImportBadge state={row.state} scheduled={isScheduled(row, now)} /> },
    { key: "fileName", label: "ファイル", cell: (row) => row.fileName },
    { key: "bytes", label: "サイズ", cell: (row) => (row.bytes === null ? "－" : formatBytes(row.bytes)) },
    { key: "loginId", label: "実行したユーザ", cell: (row) => row.loginId },
    { key: "finishedAt", label: "終了日時", cell: (row) => (row.finishedAt ? formatDateTime(row.finishedAt) : "－") },
  ];
  return <DataTable caption="インポートの履歴" captionHidden columns={columns} rows={rows} rowKey={(row) => row.id} />;
}

/** It waits for its hour, and not for the worker. */
export function isScheduled({ state, scheduledFor }: Pick<ImportRow, "state" | "scheduledFor">, now: Date): boolean {
  return state === "waiting" && scheduledFor !== null && scheduledFor > now;
}
