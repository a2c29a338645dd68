import { paths } from "#app/_doors/paths.ts";
import { type Column, DataTable } from "#components/data-table.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { TextLink } from "#components/text-link.tsx";
import { entrustmentKindLabels } from "#lib/entrustments/model.ts";
import type { ConsoleEntrustment } from "#lib/tenants/console-queries.ts";

export function EntrustmentTable({ entrustments }: { readonly entrustments: readonly ConsoleEntrustment[] }) {
  if (entrustments.length === 0) return <EmptyState title="委託はありません。" />;
  return (
    <DataTable
      caption="委託の一覧"
      captionHidden
      columns={columns}
      rows={entrustments}
      rowKey={(row) => `${row.orcamoId} ${row.kind}`}
    />
  );
}

const columns: readonly Column<ConsoleEntrustment>[] = [
  {
    key: "orcamoId",
    label: "ORCAMO ID",
    names: true,
    cell: (row) => <TextLink href={paths.consoleTenant(row.orcamoId)}>{row.orcamoId}</TextLink>,
  },
  { key: "name", label: "名称", cell: (row) => row.name },
  { key: "kind", label: "区分", cell: (row) => entrustmentKindLabels[row.kind] },
];
