import { paths } from "#app/_doors/paths.ts";
import type { Column } from "#components/data-table.tsx";
import type { MaintenanceRow } from "#lib/maintenance/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import { MaintenanceBadge } from "./maintenance-badge.tsx";

export const columns: readonly Column<MaintenanceRow>[] = [
  { key: "title", label: "件名", names: true, cell: (row) => <Title row={row} /> },
  { key: "startsAt", label: "開始", cell: (row) => formatDateTime(row.startsAt) },
  { key: "endsAt", label: "終了", cell: (row) => formatDateTime(row.endsAt) },
  { key: "status", label: "状態", cell: (row) => <MaintenanceBadge status={row.status} /> },
];

function Title({ row }: { readonly row: MaintenanceRow }) {
  return (
    <a href={paths.consoleMaintenanceWindow(row.id)} className="inline-flex min-h-11 items-center text-blue-1000 underline">
      {row.title}
    </a>
  );
}
