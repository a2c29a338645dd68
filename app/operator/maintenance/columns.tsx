import { paths } from "#app/_doors/paths.ts";
import type { Column } from "#components/data-table.tsx";
import { TextLink } from "#components/text-link.tsx";
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
  return <TextLink href={paths.consoleMaintenanceWindow(row.id)}>{row.title}</TextLink>;
}
