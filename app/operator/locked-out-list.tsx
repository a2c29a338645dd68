import { paths } from "#app/_doors/paths.ts";
import { type Column, DataTable } from "#components/data-table.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { formatDate } from "#lib/platform/format.ts";
import type { LockedOut } from "#lib/tenants/console-queries.ts";
import { tenantKindLabels } from "#lib/tenants/model.ts";

/** Whoever is listed cannot come in any more: the way on is the rescue of each. */
export function LockedOutList({ rows, more }: { readonly rows: readonly LockedOut[]; readonly more: boolean }) {
  if (rows.length === 0) return <EmptyState title="有効なテナントには、すべてログインに使える証明書があります。" />;
  return (
    <>
      <p className="mb-3">
        すべての証明書が期限切れまたは失効のため、ログインできない有効なテナントです。
        {more && `先頭の${rows.length}件を表示しています。`}
      </p>
      <DataTable
        caption="ログインに使える証明書がないテナント"
        captionHidden
        columns={columns}
        rows={rows}
        rowKey={(row) => row.orcamoId}
      />
    </>
  );
}

const link = "inline-flex min-h-11 items-center text-blue-1000 underline underline-offset-4";

const columns: readonly Column<LockedOut>[] = [
  {
    key: "orcamoId",
    label: "ORCAMO ID",
    names: true,
    cell: (row) => (
      <a href={paths.consoleTenant(row.orcamoId)} className={link}>
        {row.orcamoId}
      </a>
    ),
  },
  { key: "name", label: "名称", cell: (row) => row.name },
  { key: "kind", label: "種別", cell: (row) => tenantKindLabels[row.kind] },
  { key: "endedAt", label: "最後の有効期限", cell: (row) => (row.endedAt ? formatDate(row.endedAt) : "なし") },
  {
    key: "rescue",
    label: "操作",
    cell: (row) => (
      <a href={paths.consoleRescue(row.orcamoId)} aria-label={`${row.name}の証明書の緊急発行`} className={link}>
        証明書の緊急発行
      </a>
    ),
  },
];
