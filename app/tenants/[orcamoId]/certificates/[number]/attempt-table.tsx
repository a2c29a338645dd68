import { type Column, DataTable } from "#components/data-table.tsx";
import { Badge } from "#components/status-badge.tsx";
import { formatDateTime } from "#lib/platform/format.ts";
import { renewalDoorLabels, renewalResultLabels } from "#lib/renewals/model.ts";
import type { AttemptRow } from "#lib/renewals/queries.ts";
import { ProgramName } from "../program-name.tsx";
import { RenewalReason } from "../renewal-reason.tsx";

/** Who asked for the successor, from where and with what, and what came of it. */
export function AttemptTable({ attempts }: { readonly attempts: readonly AttemptRow[] }) {
  return <DataTable caption="更新の記録" captionHidden columns={columns} rows={attempts} rowKey={({ id }) => id} />;
}

const columns: readonly Column<AttemptRow>[] = [
  { key: "lastAt", label: "日時", names: true, cell: (row) => formatDateTime(row.lastAt) },
  { key: "result", label: "結果", cell: (row) => <Result attempt={row} /> },
  { key: "generation", label: "世代", cell: (row) => row.generation },
  { key: "door", label: "経路", cell: (row) => renewalDoorLabels[row.door] },
  {
    key: "address",
    label: "接続元IP",
    cell: (row) => <span className="inline-block min-w-32 wrap-anywhere">{row.address}</span>,
  },
  { key: "tlsVersion", label: "TLS", cell: (row) => row.tlsVersion.replace(/^TLSv/, "") || "-" },
  { key: "program", label: "プログラム", cell: (row) => <ProgramName program={row.program} /> },
  { key: "count", label: "回数", cell: (row) => `${row.count}回` },
];

function Result({ attempt: { result, reason } }: { readonly attempt: AttemptRow }) {
  const label = renewalResultLabels[result];
  if (reason === null) return <Badge tone="good" icon="success" label={label} />;
  return (
    <>
      <Badge tone="bad" icon="refused" label={label} />
      <RenewalReason reason={reason} />
    </>
  );
}
