import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { DataTable } from "#components/data-table.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { ListCount } from "#components/list-count.tsx";
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
    return (
      <>
        <SearchForm input={input} />
        <Section title="お知らせの一覧">
          <ButtonLink look="primary" href={paths.consoleNewNotice}>
            新規登録
          </ButtonLink>
          <ListCount page={page} rows={rows} />
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
