import { paths, withQuery } from "#app/_doors/paths.ts";
import { Checkbox } from "#components/checkbox.tsx";
import { type Column, DataTable } from "#components/data-table.tsx";
import { StatusBadge } from "#components/status-badge.tsx";
import { TextLink } from "#components/text-link.tsx";
import type { CertificateListInput } from "#lib/certificates/inputs.ts";
import { isIssued, kindLabels, subjectText } from "#lib/certificates/model.ts";
import type { CertificateRow } from "#lib/certificates/queries.ts";
import { formatDate } from "#lib/platform/format.ts";
import { filterQuery, listQuery } from "./list-query.ts";

interface CertificateTableProps {
  readonly orcamoId: string;
  readonly input: CertificateListInput;
  readonly rows: readonly CertificateRow[];
  /** With checkboxes, for who may download. */
  readonly choosable: boolean;
}

export function CertificateTable({ orcamoId, input, rows, choosable }: CertificateTableProps) {
  const sorted = (column: SortColumn) => sortOf(column, orcamoId, input);
  const columns: Column<CertificateRow>[] = [
    {
      key: "subject",
      label: "証明書CN,O",
      names: true,
      sort: sorted("number"),
      cell: (row) => (
        <TextLink href={withQuery(paths.certificate(orcamoId, row.number), listQuery(input))}>{subjectText(row)}</TextLink>
      ),
    },
    { key: "status", label: "状態", cell: (row) => <StatusBadge status={row.status} /> },
    { key: "kind", label: "種別", cell: (row) => kindLabels[row.kind] },
    { key: "notAfter", label: "有効期限", sort: sorted("notAfter"), cell: (row) => formatDate(row.notAfter) },
    { key: "requestedAt", label: "申請日", sort: sorted("requestedAt"), cell: (row) => formatDate(row.requestedAt) },
  ];
  return (
    <DataTable
      caption="証明書一覧"
      captionHidden
      columns={choosable ? [choice(input.chosen), ...columns] : columns}
      rows={rows}
      rowKey={(row) => String(row.number)}
    />
  );
}

/** Only what has been issued and not revoked can be downloaded: the others have no box. */
function choice(chosen: readonly number[]): Column<CertificateRow> {
  return {
    key: "choice",
    label: "選択",
    cell: (row) =>
      isIssued(row.status) && (
        <Checkbox
          name="chosen"
          value={String(row.number)}
          label={`${subjectText(row)}を選択`}
          labelHidden
          defaultChecked={chosen.includes(row.number)}
        />
      ),
  };
}

type SortColumn = "number" | "notAfter" | "requestedAt";

/** The heading in use turns its order round. */
function sortOf(column: SortColumn, orcamoId: string, input: CertificateListInput): NonNullable<Column<CertificateRow>["sort"]> {
  const href = (sort: CertificateListInput["sort"]) => paths.certificates(orcamoId, filterQuery({ ...input, sort }));
  if (input.sort === column) return { href: href(`-${column}`), direction: "ascending" };
  return { href: href(column), direction: input.sort === `-${column}` ? "descending" : "none" };
}
