import { paths } from "#app/_doors/paths.ts";
import { ConfirmDialog } from "#components/confirm-dialog.tsx";
import { type Column, DataTable } from "#components/data-table.tsx";
import { entrustmentKindLabels } from "#lib/entrustments/model.ts";
import type { EntrustmentRow } from "#lib/entrustments/queries.ts";
import { formatDate } from "#lib/platform/format.ts";
import { withdrawVendorAction } from "./actions.ts";
import { WithdrawalFields, withdrawalQuestion } from "./withdrawal-fields.tsx";

interface PresentVendorsProps {
  readonly orcamoId: string;
  readonly vendors: readonly EntrustmentRow[];
  readonly withdraw: boolean;
}

export function PresentVendors({ orcamoId, vendors, withdraw }: PresentVendorsProps) {
  const withdrawal: Column<EntrustmentRow> = {
    key: "withdraw",
    label: "操作",
    cell: (row) => <Withdrawal orcamoId={orcamoId} vendor={row} />,
  };
  return (
    <DataTable
      caption="委託中のベンダーの一覧"
      captionHidden
      columns={withdraw ? [...columns, withdrawal] : columns}
      rows={vendors}
      rowKey={(row) => row.id}
    />
  );
}

export function FormerVendors({ vendors }: { readonly vendors: readonly EntrustmentRow[] }) {
  const ended: Column<EntrustmentRow> = {
    key: "endedAt",
    label: "解除日",
    cell: (row) => row.endedAt && formatDate(row.endedAt),
  };
  return (
    <DataTable caption="解除した委託の一覧" captionHidden columns={[...columns, ended]} rows={vendors} rowKey={(row) => row.id} />
  );
}

const columns: readonly Column<EntrustmentRow>[] = [
  { key: "name", label: "ベンダー", names: true, cell: (row) => row.name },
  { key: "orcamoId", label: "ORCAMO ID", cell: (row) => row.orcamoId },
  { key: "kind", label: "区分", cell: (row) => entrustmentKindLabels[row.kind] },
  { key: "since", label: "委託開始日", cell: (row) => formatDate(row.since) },
];

function Withdrawal({ orcamoId, vendor }: { readonly orcamoId: string; readonly vendor: EntrustmentRow }) {
  return (
    <ConfirmDialog
      trigger={
        <>
          解除
          <span className="sr-only">
            （{vendor.name} {entrustmentKindLabels[vendor.kind]}）
          </span>
        </>
      }
      message={withdrawalQuestion(vendor)}
      action={withdrawVendorAction}
      okLook="danger"
      fallbackHref={paths.withdrawEntrustment(orcamoId, vendor.id)}
    >
      <WithdrawalFields orcamoId={orcamoId} id={vendor.id} />
    </ConfirmDialog>
  );
}
