import type { Column } from "#components/data-table.tsx";
import { Moment } from "#components/moment.tsx";
import type { Described } from "#lib/audit/describe.ts";
import type { LogRow } from "#lib/audit/queries.ts";
import { formatDateTimeSeconds } from "#lib/platform/format.ts";

/** @param orcamoId of the tenant: an organisation is named where it is another. */
export function columnsFor(orcamoId: string): readonly Column<LogRow>[] {
  return [
    { key: "at", label: "日時", cell: (row) => <Moment text={formatDateTimeSeconds(row.at)} /> },
    { key: "sequence", label: "番号", names: true, cell: (row) => String(row.sequence) },
    { key: "action", label: "操作", cell: (row) => row.action },
    { key: "target", label: "対象", cell: (row) => <span className="break-all">{row.target}</span> },
    { key: "facts", label: "内容", cell: (row) => (row.facts.length === 0 ? none : <Facts facts={row.facts} />) },
    { key: "actor", label: "操作者", cell: (row) => <Actor row={row} orcamoId={orcamoId} /> },
    { key: "address", label: "接続元IP", cell: (row) => row.actor.address || none },
    { key: "certificate", label: "証明書", cell: (row) => <Certificate row={row} /> },
  ];
}

const none = "-";

function Facts({ facts }: { readonly facts: readonly Described[] }) {
  return (
    <dl>
      {facts.map(({ label, value, before }) => (
        <div key={label} className="break-all">
          <dt className="inline font-700">{label}: </dt>
          <dd className="inline whitespace-pre-wrap">{before === undefined ? value : `${before} → ${value}`}</dd>
        </div>
      ))}
    </dl>
  );
}

function Actor({ row, orcamoId }: { readonly row: LogRow; readonly orcamoId: string }) {
  const { who, organization } = row.actor;
  return (
    <>
      {who}
      {organization !== undefined && organization !== orcamoId && <span className="block">({organization})</span>}
    </>
  );
}

function Certificate({ row }: { readonly row: LogRow }) {
  const { certificate, serial } = row.actor;
  if (certificate === undefined) return none;
  return (
    <>
      {certificate}
      <code className="block break-all">{serial}</code>
    </>
  );
}
