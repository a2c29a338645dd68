import { paths } from "#app/_doors/paths.ts";
import { type Column, DataTable } from "#components/data-table.tsx";
import { Badge } from "#components/status-badge.tsx";
import { entrustmentKindLabels } from "#lib/entrustments/model.ts";
import type { ClientRow } from "#lib/entrustments/queries.ts";
import { formatDate } from "#lib/platform/format.ts";
import { tenantStateLabels } from "#lib/tenants/model.ts";

export function ClientTable({ clients }: { readonly clients: readonly ClientRow[] }) {
  return <DataTable caption="担当テナントの一覧" captionHidden columns={columns} rows={clients} rowKey={(row) => row.orcamoId} />;
}

const columns: readonly Column<ClientRow>[] = [
  { key: "name", label: "名称", names: true, cell: (row) => <Name client={row} /> },
  { key: "orcamoId", label: "ORCAMO ID", cell: (row) => row.orcamoId },
  { key: "kinds", label: "区分", cell: (row) => row.kinds.map((kind) => entrustmentKindLabels[kind]).join("、") },
  { key: "since", label: "委託開始日", cell: (row) => formatDate(row.since) },
  { key: "state", label: "状態", cell: (row) => <State state={row.state} /> },
];

/** To the tenant's TOP: its door asks to enter first, unless that was done. One that is stopped cannot be entered. */
function Name({ client }: { readonly client: ClientRow }) {
  if (client.state !== "active") return client.name;
  return (
    <a
      href={paths.top(client.orcamoId)}
      className="inline-flex min-h-11 items-center text-blue-1000 underline underline-offset-4 wrap-anywhere"
    >
      {client.name}
    </a>
  );
}

function State({ state }: { readonly state: ClientRow["state"] }) {
  const label = tenantStateLabels[state];
  return state === "active" ? (
    <Badge tone="good" icon="success" label={label} />
  ) : (
    <Badge tone="bad" icon="stopped" label={label} />
  );
}
