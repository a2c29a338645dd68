import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { ListCount } from "#components/list-count.tsx";
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
          <ListCount page={page} rows={rows} />
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
