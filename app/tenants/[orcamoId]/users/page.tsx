import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { ListCount } from "#components/list-count.tsx";
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
          <ListCount page={page} rows={rows} />
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
