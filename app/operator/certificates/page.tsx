import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { EmptyState } from "#components/empty-state.tsx";
import { Section } from "#components/page-frame.tsx";
import { Pager } from "#components/pager.tsx";
import { certificateSearchInput } from "#lib/certificates/inputs.ts";
import { type SearchResult, searchCertificates } from "#lib/certificates/search.ts";
import { FoundTable } from "./found-table.tsx";
import { filterQuery, SearchForm } from "./search-form.tsx";

const title = "証明書検索";
export const metadata = pageTitle(title);

export default operatorPage(
  {
    permission: "console:read",
    input: certificateSearchInput,
    title,
    path: () => [{ label: title }],
    tab: "console-certificates",
  },
  async (scope, input) => {
    const result = await searchCertificates(scope, input);
    const { rows, page } = result;
    return (
      <>
        <SearchForm input={input} errors={result.errors} />
        <Section title="検索結果">
          <p role="status" className="mb-3">
            {summary(result)}
          </p>
          <Pager
            page={page.number}
            pages={page.last}
            href={(number) => paths.consoleCertificates({ ...filterQuery(input), page: number === 1 ? undefined : number })}
          />
          {rows.length > 0 && <FoundTable rows={rows} own={scope.tenant.orcamoId} />}
          {rows.length === 0 && !result.idle && Object.keys(result.errors).length === 0 && (
            <EmptyState title="条件に合う証明書はありません。">検索条件を変えて、もう一度検索してください。</EmptyState>
          )}
        </Section>
      </>
    );
  },
);

function summary({ rows, page, more, idle, errors }: SearchResult): string {
  if (Object.keys(errors).length > 0) return "検索条件に誤りがあるため、検索していません。";
  if (idle) return "条件を入力して、検索してください。";
  if (page.total === 0) return "全0件";
  const first = (page.number - 1) * page.size + 1;
  const range = `${first}～${first + rows.length - 1}件を表示しています。`;
  return more
    ? `${page.total.toLocaleString("ja-JP")}件を超えています。先頭の${page.total.toLocaleString("ja-JP")}件中 ${range}条件を絞り込んでください。`
    : `全${page.total}件中 ${range}`;
}
