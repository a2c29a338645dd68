import { paths } from "#app/_doors/paths.ts";
import { DescriptionList } from "#components/description-list.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { TextLink } from "#components/text-link.tsx";
import { type DatabaseView, getDatabase } from "#lib/databases/queries.ts";
import { listDumps } from "#lib/dumps/queries.ts";
import { importKindLabels, importStateLabels } from "#lib/imports/model.ts";
import { type ImportRow, listImports } from "#lib/imports/queries.ts";
import { formatBytes, formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";

/** The database as it is now, and what was last done with it. */
export async function DatabaseFacts({ scope }: { readonly scope: Scope }) {
  const { orcamoId } = scope.tenant;
  if (scope.tenant.kind !== "clinic")
    return <EmptyState title="医療機関・介護事業所のテナントではないため、データベースはありません。" />;
  const [database, [lastImport], dumps] = await Promise.all([getDatabase(scope), listImports(scope), listDumps(scope)]);
  const lastDump = dumps.find(({ state }) => state === "done");
  return (
    <DescriptionList
      items={[
        { term: "状態", value: states[database.state] },
        { term: "サイズ", value: database.state === "ready" ? formatBytes(database.bytes) : "－" },
        { term: "PostgreSQLのバージョン", value: database.state === "ready" ? database.version : "－" },
        { term: "最後のインポート", value: lastImport ? <LastImport orcamoId={orcamoId} row={lastImport} /> : "なし" },
        {
          term: "最後のダンプ",
          value: lastDump ? <TextLink href={paths.dumps(orcamoId)}>{formatDateTime(lastDump.createdAt)}</TextLink> : "なし",
        },
      ]}
    />
  );
}

const states = {
  ready: "利用できます",
  preparing: "準備中です（数分かかります）",
  away: "ただいま接続できません",
  off: "準備ができていません",
} as const satisfies Record<DatabaseView["state"], string>;

function LastImport({ orcamoId, row }: { readonly orcamoId: string; readonly row: ImportRow }) {
  return (
    <TextLink href={paths.import(orcamoId, row.id)}>
      {formatDateTime(row.createdAt)} {importKindLabels[row.kind]}（{importStateLabels[row.state]}）
    </TextLink>
  );
}
