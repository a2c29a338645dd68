import { type Column, DataTable } from "#components/data-table.tsx";
import { Moment } from "#components/moment.tsx";
import { Badge } from "#components/status-badge.tsx";
import type { CertificateKind } from "#lib/certificates/model.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import { renewalDoorLabels, renewalResultLabels } from "#lib/renewals/model.ts";
import type { AttemptRow } from "#lib/renewals/queries.ts";
import { ProgramName } from "../program-name.tsx";
import { RenewalReason } from "../renewal-reason.tsx";

/** Who asked for the successor, from where and with what, and what came of it. */
export function AttemptTable({ attempts, kind }: { readonly attempts: readonly AttemptRow[]; readonly kind: CertificateKind }) {
  return <DataTable caption="更新の記録" captionHidden columns={columnsFor(kind)} rows={attempts} rowKey={({ id }) => id} />;
}

const columnsFor = (kind: CertificateKind): readonly Column<AttemptRow>[] => [
  { key: "lastAt", label: "日時", names: true, cell: (row) => <Moment text={formatDateTime(row.lastAt)} /> },
  { key: "result", label: "結果", cell: (row) => <Result attempt={row} kind={kind} /> },
  { key: "generation", label: "世代", cell: (row) => row.generation },
  { key: "door", label: "経路", cell: (row) => renewalDoorLabels[row.door] },
  {
    key: "address",
    label: "接続元IP",
    cell: (row) => <span className="inline-block wrap-anywhere md:min-w-32">{row.address}</span>,
  },
  { key: "tlsVersion", label: "TLS", cell: (row) => row.tlsVersion.replace(/^TLSv/, "") || "-" },
  { key: "program", label: "プログラム", cell: (row) => <ProgramName program={row.program} /> },
  { key: "count", label: "回数", cell: (row) => `${row.count}回` },
];

function Result({ attempt: { result, reason }, kind }: { readonly attempt: AttemptRow; readonly kind: CertificateKind }) {
  const label = renewalResultLabels[result];
  if (reason === null) return <Badge tone="good" icon="success" label={label} />;
  return (
    <>
      <Badge tone="bad" icon="refused" label={label} />
      <RenewalReason reason={reason} kind={kind} />
    </>
  );
}
