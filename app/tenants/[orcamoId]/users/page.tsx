import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { Section } from "#components/page-frame.tsx";
import { Pager } from "#components/pager.tsx";
import { can } from "#lib/access/permissions.ts";
import { userListInput } from "#lib/users/inputs.ts";
import { listUsers } from "#lib/users/queries.ts";
import { listQuery } from "./list-query.ts";
import { SearchForm } from "./search-form.tsx";
import { UserTable } from "./user-table.tsx";

const title = "ユーザ管理";
export const metadata = pageTitle(title);

export default tenantPage(
  { permission: "users:read", input: userListInput, title, path: () => [{ label: title }], tab: "users" },
  async (scope, input) => {
    const { orcamoId } = scope.tenant;
    const { rows, page } = await listUsers(scope, input);
    const first = (page.number - 1) * page.size + 1;
    return (
      <>
        <SearchForm tenant={scope.tenant} input={input} />
        <Section title="ユーザの一覧">
          <div className="flex flex-wrap gap-3">
            {can(scope.actor, "users:grant") && (
              <ButtonLink look="primary" href={paths.newUser(orcamoId)}>
                追加
              </ButtonLink>
            )}
            {can(scope.actor, "users:password-policy") && (
              <ButtonLink href={paths.passwordPolicy(orcamoId)}>パスワードの規則</ButtonLink>
            )}
          </div>
          <p className="mt-4" role="status">
            {page.total === 0 ? "全0件" : `全${page.total}件中 ${first}～${first + rows.length - 1}件を表示しています。`}
          </p>
          <Pager
            page={page.number}
            pages={page.last}
            href={(number) => paths.users(orcamoId, listQuery({ ...input, page: number }))}
          />
          {rows.length === 0 ? (
            <EmptyState title="条件に合うユーザはいません。">検索条件を変えて、もう一度検索してください。</EmptyState>
          ) : (
            <UserTable orcamoId={orcamoId} input={input} rows={rows} />
          )}
        </Section>
      </>
    );
  },
);
