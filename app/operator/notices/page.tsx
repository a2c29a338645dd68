import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { DataTable } from "#components/data-table.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { Section } from "#components/page-frame.tsx";
import { Pager } from "#components/pager.tsx";
import { noticeListInput } from "#lib/notices/inputs.ts";
import { listAllNotices } from "#lib/notices/queries.ts";
import { columns } from "./columns.tsx";
import { listQuery } from "./list-query.ts";
import { SearchForm } from "./search-form.tsx";

const title = "お知らせ";
export const metadata = pageTitle(title);

export default operatorPage(
  { permission: "console:read", input: noticeListInput, title, path: () => [{ label: title }], tab: "console-notices" },
  async (scope, input) => {
    const { rows, page } = await listAllNotices(scope, input);
    const first = (page.number - 1) * page.size + 1;
    return (
      <>
        <SearchForm input={input} />
        <Section title="お知らせの一覧">
          <ButtonLink look="primary" href={paths.consoleNewNotice}>
            新規登録
          </ButtonLink>
          <p className="mt-4" role="status">
            {page.total === 0 ? "全0件" : `全${page.total}件中 ${first}～${first + rows.length - 1}件を表示しています。`}
          </p>
          <Pager
            page={page.number}
            pages={page.last}
            href={(number) => paths.consoleNotices(listQuery({ ...input, page: number }))}
          />
          {rows.length === 0 ? (
            <EmptyState title="条件に合うお知らせはありません。">
              検索条件を変えるか、新しいお知らせを登録してください。
            </EmptyState>
          ) : (
            <DataTable caption={title} captionHidden columns={columns} rows={rows} rowKey={(row) => row.id} />
          )}
        </Section>
      </>
    );
  },
);
