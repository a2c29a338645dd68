import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths, withQuery } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { DataTable } from "#components/data-table.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { can } from "#lib/access/permissions.ts";
import { signInListInput } from "#lib/sign-ins/inputs.ts";
import { listSignIns } from "#lib/sign-ins/queries.ts";
import { columns } from "./columns.tsx";

const title = "ログイン履歴";
export const metadata = pageTitle(title);

export default tenantPage(
  { permission: "sign-ins:read-own", input: signInListInput, title, path: () => [{ label: title }], tab: "sign-ins" },
  async (scope, input) => {
    const { rows, next } = await listSignIns(scope, input);
    const address = paths.signIns(scope.tenant.orcamoId);
    return (
      <div className="mt-6">
        <p className="mb-3">
          {can(scope.actor, "sign-ins:read") ? "このテナントへのログインを" : "ご自分のログインを"}新しい順に表示しています。
        </p>
        {rows.length === 0 ? (
          <EmptyState title="表示するログイン履歴はありません。" />
        ) : (
          <DataTable caption={title} captionHidden columns={columns} rows={rows} rowKey={(row) => row.id} />
        )}
        <nav aria-label="ページ送り" className="mt-4 flex flex-wrap gap-3">
          {input.at !== undefined && <ButtonLink href={address}>最初へ</ButtonLink>}
          {next && <ButtonLink href={withQuery(address, next)}>次へ</ButtonLink>}
        </nav>
      </div>
    );
  },
);
