import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { type Column, DataTable } from "#components/data-table.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { can } from "#lib/access/permissions.ts";
import { formatBytes, formatDate, formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import type { UploadView } from "#lib/uploads/queries.ts";
import { ImportDialog } from "./questions.tsx";
import { UploadBadge } from "./upload-badge.tsx";

interface UploadListProps {
  readonly scope: Scope;
  readonly uploads: readonly UploadView[];
}

/** The files that are there, or on their way: to go on with, or to take back. */
export function UploadList({ scope: { actor, tenant }, uploads }: UploadListProps) {
  const { orcamoId } = tenant;
  if (uploads.length === 0) return <EmptyState title="アップロードしたファイルはありません。" />;
  const columns: Column<UploadView>[] = [
    { key: "fileName", label: "ファイル名", names: true, cell: (row) => row.fileName },
    { key: "state", label: "状態", cell: (row) => <UploadBadge state={row.state} /> },
    { key: "size", label: "サイズ", cell: sizeText },
    { key: "createdAt", label: "開始日時", cell: (row) => `${formatDateTime(row.createdAt)}（${row.loginId}）` },
    { key: "expiresAt", label: "保存期限", cell: (row) => formatDate(row.expiresAt) },
    {
      key: "on",
      label: "操作",
      cell: (row) => (
        <span className="flex flex-wrap gap-3">
          <ButtonLink href={paths.upload(orcamoId, row.id)}>
            {row.state === "verified" ? "インポートへ進む" : "詳細"}
            <span className="sr-only">（{row.fileName}）</span>
          </ButtonLink>
          {can(actor, "databases:upload") && (
            <ImportDialog orcamoId={orcamoId} id={row.id} ask="removeUpload" named={row.fileName} />
          )}
        </span>
      ),
    },
  ];
  return <DataTable caption="アップロードしたファイル" captionHidden columns={columns} rows={uploads} rowKey={(row) => row.id} />;
}

/** `1.2 GB`; of one on its way also what is there already. */
export function sizeText({ state, size, offset }: UploadView): string {
  if (state !== "receiving") return formatBytes(size ?? offset);
  return size === null ? formatBytes(offset) : `${formatBytes(offset)} / ${formatBytes(size)}`;
}
