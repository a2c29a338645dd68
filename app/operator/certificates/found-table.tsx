import { paths } from "#app/_doors/paths.ts";
import { type Column, DataTable } from "#components/data-table.tsx";
import { StatusBadge } from "#components/status-badge.tsx";
import { kindLabels, subjectText } from "#lib/certificates/model.ts";
import type { FoundCertificate } from "#lib/certificates/search.ts";
import { formatDate } from "#lib/platform/format.ts";

interface FoundTableProps {
  readonly rows: readonly FoundCertificate[];
  /** The operator's own organisation is at home: it is not entered. */
  readonly own: string;
}

export function FoundTable({ rows, own }: FoundTableProps) {
  const columns: readonly Column<FoundCertificate>[] = [
    {
      key: "subject",
      label: "証明書CN,O",
      names: true,
      cell: (row) => (
        <>
          <span className="md:whitespace-nowrap">{subjectText(row)}</span>
          {!row.current && "（以前の世代）"}
        </>
      ),
    },
    { key: "status", label: "状態", cell: (row) => <StatusBadge status={row.status} /> },
    { key: "kind", label: "種別", cell: (row) => kindLabels[row.kind], className: "whitespace-nowrap" },
    { key: "notAfter", label: "有効期限", cell: (row) => formatDate(row.notAfter), className: "whitespace-nowrap" },
    { key: "serial", label: "シリアル番号", cell: (row) => <Hex text={row.serial} /> },
    { key: "fingerprint", label: "指紋(SHA-256)", cell: (row) => <Hex text={row.fingerprint ?? "なし"} /> },
    { key: "go", label: "操作", cell: (row) => <Links row={row} own={own} />, className: "whitespace-nowrap" },
  ];
  return <DataTable caption="検索結果" captionHidden columns={columns} rows={rows} rowKey={(row) => row.id} />;
}

function Hex({ text }: { readonly text: string }) {
  return (
    <code translate="no" className="font-mono text-sm break-all">
      {text}
    </code>
  );
}

const link = "inline-flex min-h-11 items-center text-blue-1000 underline underline-offset-4";

function Links({ row, own }: { readonly row: FoundCertificate; readonly own: string }) {
  const { organization, number } = row;
  const certificate = paths.certificate(organization, number);
  return (
    <span className="flex flex-col">
      {row.enterable && (
        <a
          href={organization === own ? certificate : paths.enterTenant(organization, certificate)}
          aria-label={`${subjectText(row)}の詳細`}
          className={link}
        >
          詳細
        </a>
      )}
      <a href={paths.consoleTenant(organization)} aria-label={`${organization}の詳細`} className={link}>
        テナント
      </a>
    </span>
  );
}
