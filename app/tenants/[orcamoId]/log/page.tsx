import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { DataTable } from "#components/data-table.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { Section } from "#components/page-frame.tsx";
import { logListInput } from "#lib/audit/inputs.ts";
import { listEntries } from "#lib/audit/queries.ts";
import { columnsFor } from "./columns.tsx";
import { filterQuery } from "./filter-query.ts";
import { SearchForm } from "./search-form.tsx";

const title = "テナントログ";
export const metadata = pageTitle(title);

export default tenantPage(
  { permission: "tenant-log:read", input: logListInput, title, path: () => [{ label: title }], tab: "log" },
  async (scope, input) => {
    const { orcamoId } = scope.tenant;
    const { rows, before, after } = await listEntries(scope, input);
    const filter = filterQuery(input);
    const moved = input.before !== undefined || input.after !== undefined;
    return (
      <>
        <p className="mt-4">
          このテナントに対しておこなわれた変更と、秘密情報の表示・ダウンロードの記録です。記録は追加だけができ、変更や削除は検証で分かります。
        </p>
        <p className="mt-3 flex flex-wrap gap-3">
          <ButtonLink href={paths.verifyLog(orcamoId)}>ログを検証する</ButtonLink>
          <ButtonLink href={paths.exportLog(orcamoId)}>証拠付きで出力する(JSON Lines)</ButtonLink>
          <ButtonLink look="tertiary" href={paths.logGuide}>
            出力したログの検証手順
          </ButtonLink>
        </p>
        <SearchForm orcamoId={orcamoId} input={input} />
        <Section title="記録">
          <p className="mb-3">新しい順に表示しています。</p>
          {rows.length === 0 ? (
            <EmptyState title="条件に合う記録はありません。">検索条件を変えて、もう一度検索してください。</EmptyState>
          ) : (
            <DataTable
              caption={title}
              captionHidden
              columns={columnsFor(orcamoId)}
              rows={rows}
              rowKey={(row) => String(row.sequence)}
            />
          )}
          <nav aria-label="ページ送り" className="mt-4 flex flex-wrap gap-3">
            {moved && <ButtonLink href={paths.log(orcamoId, filter)}>最初へ</ButtonLink>}
            {after !== undefined && <ButtonLink href={paths.log(orcamoId, { ...filter, after: String(after) })}>前へ</ButtonLink>}
            {before !== undefined && (
              <ButtonLink href={paths.log(orcamoId, { ...filter, before: String(before) })}>次へ</ButtonLink>
            )}
          </nav>
        </Section>
      </>
    );
  },
);
