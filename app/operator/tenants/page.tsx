import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { Section } from "#components/page-frame.tsx";
import { Pager } from "#components/pager.tsx";
import { tenantListInput } from "#lib/tenants/inputs.ts";
import { listTenants } from "#lib/tenants/queries.ts";
import { listQuery } from "./list-query.ts";
import { SearchForm } from "./search-form.tsx";
import { TenantTable } from "./tenant-table.tsx";

const title = "テナント・ベンダー";
export const metadata = pageTitle(title);

export default operatorPage(
  { permission: "console:read", input: tenantListInput, title, path: () => [{ label: title }], tab: "console-tenants" },
  async (scope, input) => {
    const { rows, page } = await listTenants(scope, input);
    const first = (page.number - 1) * page.size + 1;
    return (
      <>
        <SearchForm input={input} />
        <Section title="一覧">
          <div className="flex flex-wrap gap-3">
            <ButtonLink look="primary" href={paths.consoleNewTenant()}>
              テナントの登録
            </ButtonLink>
            <ButtonLink href={paths.consoleNewTenant({ kind: "vendor" })}>ベンダーの登録</ButtonLink>
          </div>
          <p className="mt-4" role="status">
            {page.total === 0 ? "全0件" : `全${page.total}件中 ${first}～${first + rows.length - 1}件を表示しています。`}
          </p>
          <Pager
            page={page.number}
            pages={page.last}
            href={(number) => paths.consoleTenants(listQuery({ ...input, page: number }))}
          />
          {rows.length === 0 ? (
            <EmptyState title="条件に合うテナントはありません。">検索条件を変えて、もう一度検索してください。</EmptyState>
          ) : (
            <TenantTable rows={rows} />
          )}
        </Section>
      </>
    );
  },
);
