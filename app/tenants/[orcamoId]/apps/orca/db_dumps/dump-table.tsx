import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { type Column, DataTable } from "#components/data-table.tsx";
import { Icon } from "#components/icon.tsx";
import { can } from "#lib/access/permissions.ts";
import { dumpKindLabels } from "#lib/dumps/model.ts";
import type { DumpRow } from "#lib/dumps/queries.ts";
import { formatBytes, formatDate, formatDateTimeSeconds } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { DumpBadge } from "./dump-badge.tsx";
import { DumpDialog } from "./questions.tsx";

interface DumpTableProps {
  readonly scope: Scope;
  readonly caption: string;
  readonly rows: readonly DumpRow[];
  /** With the day on which each goes by itself. */
  readonly kept?: boolean;
}

/** 作成日, 状態, ダウンロード, 削除, as the manuals have them (seed 004 §6), and what helps to choose. */
export function DumpTable({ scope: { actor, tenant }, caption, rows, kept = false }: DumpTableProps) {
  const { orcamoId } = tenant;
  const columns: Column<DumpRow>[] = [
    { key: "createdAt", label: "作成日", names: true, cell: (row) => formatDateTimeSeconds(row.createdAt) },
    { key: "state", label: "状態", cell: (row) => <State row={row} /> },
    { key: "kind", label: "種類", cell: (row) => dumpKindLabels[row.kind] },
    { key: "size", label: "サイズ", cell: (row) => (row.size === null ? "－" : formatBytes(row.size)) },
  ];
  if (kept) {
    columns.push({ key: "until", label: "自動削除日", cell: (row) => (row.keepUntil ? formatDate(row.keepUntil) : "－") });
  }
  if (can(actor, "databases:download-dump")) {
    columns.push({ key: "download", label: "ダウンロード", cell: (row) => <Download orcamoId={orcamoId} row={row} /> });
  }
  if (can(actor, "databases:remove-dump")) {
    columns.push({
      key: "remove",
      label: "削除",
      cell: (row) => <DumpDialog orcamoId={orcamoId} dump={row} ask="remove" />,
    });
  }
  return <DataTable caption={caption} captionHidden columns={columns} rows={rows} rowKey={(row) => row.id} />;
}

function State({ row }: { readonly row: DumpRow }) {
  return (
    <>
      <DumpBadge state={row.state} />
      {row.sentence !== null && <p className="mt-1 max-w-xl">{row.sentence}</p>}
    </>
  );
}

function Download({ orcamoId, row }: { readonly orcamoId: string; readonly row: DumpRow }) {
  if (row.state !== "done") return "－";
  return (
    <ButtonLink href={paths.downloadDump(orcamoId, row.id)}>
      <Icon name="download" />
      ダウンロード<span className="sr-only">（{formatDateTimeSeconds(row.createdAt)}）</span>
    </ButtonLink>
  );
}
