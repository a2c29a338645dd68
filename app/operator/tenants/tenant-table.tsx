import { paths } from "#app/_doors/paths.ts";
import { type Column, DataTable } from "#components/data-table.tsx";
import { TextLink } from "#components/text-link.tsx";
import { formatDateTime } from "#lib/platform/format.ts";
import { tenantKindLabels } from "#lib/tenants/model.ts";
import type { TenantRow } from "#lib/tenants/queries.ts";
import { TenantBadge } from "./tenant-badge.tsx";

export function TenantTable({ rows }: { readonly rows: readonly TenantRow[] }) {
  return <DataTable caption="テナントの一覧" captionHidden columns={columns} rows={rows} rowKey={(row) => row.orcamoId} />;
}

const columns: readonly Column<TenantRow>[] = [
  {
    key: "orcamoId",
    label: "ORCAMO ID",
    names: true,
    cell: (row) => <TextLink href={paths.consoleTenant(row.orcamoId)}>{row.orcamoId}</TextLink>,
  },
  { key: "name", label: "名称", cell: (row) => row.name },
  { key: "kind", label: "種別", cell: (row) => tenantKindLabels[row.kind] },
  { key: "state", label: "状態", cell: (row) => <TenantBadge state={row.state} /> },
  { key: "createdAt", label: "登録日時", cell: (row) => formatDateTime(row.createdAt) },
];
