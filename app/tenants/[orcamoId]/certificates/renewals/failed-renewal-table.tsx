import { paths } from "#app/_doors/paths.ts";
import { type Column, DataTable } from "#components/data-table.tsx";
import { Moment } from "#components/moment.tsx";
import { TextLink } from "#components/text-link.tsx";
import { formatDateTime } from "#lib/platform/format.ts";
import type { FailedRenewal } from "#lib/renewals/queries.ts";
import { ProgramName } from "../program-name.tsx";
import { RenewalReason } from "../renewal-reason.tsx";

export const failedRenewalsTitle = "更新に失敗した証明書";

interface FailedRenewalTableProps {
  readonly orcamoId: string;
  readonly rows: readonly FailedRenewal[];
}

/** Which terminal it is, why it was refused, what to do, and what tells one terminal from another. */
export function FailedRenewalTable({ orcamoId, rows }: FailedRenewalTableProps) {
  const columns: readonly Column<FailedRenewal>[] = [
    {
      key: "certificate",
      label: "証明書CN",
      names: true,
      cell: ({ number, commonName }) => <TextLink href={paths.certificate(orcamoId, number)}>{commonName}</TextLink>,
    },
    { key: "note", label: "備考", cell: (row) => row.note || "-" },
    { key: "reason", label: "理由と対応", cell: (row) => <RenewalReason reason={row.reason ?? ""} kind={row.kind} /> },
    { key: "lastAt", label: "最終日時", cell: (row) => <Moment text={formatDateTime(row.lastAt)} /> },
    { key: "count", label: "回数", cell: (row) => `${row.count}回` },
    {
      key: "address",
      label: "接続元IP",
      cell: (row) => <span className="inline-block wrap-anywhere md:min-w-32">{row.address}</span>,
    },
    { key: "program", label: "プログラム", cell: (row) => <ProgramName program={row.program} /> },
  ];
  return (
    <DataTable
      caption={failedRenewalsTitle}
      captionHidden
      columns={columns}
      rows={rows}
      rowKey={({ number }) => String(number)}
    />
  );
}
