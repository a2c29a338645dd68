import { paths } from "#app/_doors/paths.ts";
import { type Column, DataTable } from "#components/data-table.tsx";
import { Moment } from "#components/moment.tsx";
import { Badge } from "#components/status-badge.tsx";
import { TextLink } from "#components/text-link.tsx";
import type { FormerRow } from "#lib/certificates/list-former.ts";
import { switchoverLabels } from "#lib/certificates/model.ts";
import { formatDate, formatDateTime } from "#lib/platform/format.ts";

export const formerTitle = "以前の証明書の利用状況";

interface FormerTableProps {
  readonly orcamoId: string;
  readonly rows: readonly FormerRow[];
}

/** Which terminals have changed over to their new certificate, and which still come with the former one. */
export function FormerTable({ orcamoId, rows }: FormerTableProps) {
  const columns: readonly Column<FormerRow>[] = [
    {
      key: "certificate",
      label: "証明書CN",
      names: true,
      cell: ({ number, commonName }) => <TextLink href={paths.certificate(orcamoId, number)}>{commonName}</TextLink>,
    },
    { key: "note", label: "備考", cell: (row) => row.note || "-" },
    { key: "generation", label: "世代", cell: (row) => row.generation },
    {
      key: "switchover",
      label: "切り替え",
      cell: ({ switchover }) => <Badge {...looks[switchover]} label={switchoverLabels[switchover]} />,
    },
    {
      key: "lastUsedAt",
      label: "最終利用",
      cell: (row) => (row.lastUsedAt ? <Moment text={formatDateTime(row.lastUsedAt)} /> : "なし"),
    },
    {
      key: "firstUsedAt",
      label: "新しい証明書の初回利用",
      cell: (row) => (row.firstUsedAt ? <Moment text={formatDateTime(row.firstUsedAt)} /> : "なし"),
    },
    { key: "notAfter", label: "有効期限", cell: (row) => formatDate(row.notAfter) },
  ];
  return <DataTable caption={formerTitle} captionHidden columns={columns} rows={rows} rowKey={({ id }) => id} />;
}

const looks = {
  waiting: { tone: "waiting", icon: "waiting" },
  both: { tone: "attention", icon: "warning" },
  done: { tone: "good", icon: "success" },
} as const;
