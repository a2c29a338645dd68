import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { DataTable } from "#components/data-table.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { Section } from "#components/page-frame.tsx";
import { can } from "#lib/access/permissions.ts";
import { env } from "#lib/platform/env.ts";
import type { Place } from "#lib/sign-ins/find.ts";
import { signInListInput } from "#lib/sign-ins/inputs.ts";
import { listSignIns } from "#lib/sign-ins/queries.ts";
import { columnsFor } from "./columns.tsx";
import { filterQuery } from "./filter-query.ts";
import { SearchForm } from "./search-form.tsx";

const title = "ログイン履歴";
export const metadata = pageTitle(title);

export default tenantPage(
  { permission: "sign-ins:read-own", input: signInListInput, title, path: () => [{ label: title }], tab: "sign-ins" },
  async (scope, input) => {
    const { orcamoId } = scope.tenant;
    const { rows, older, newer } = await listSignIns(scope, input);
    const everybody = can(scope.actor, "sign-ins:read");
    const filter = filterQuery(input);
    const turn = ({ at, id }: Place, direction?: "back") =>
      paths.signIns(orcamoId, { ...filter, at: at.toISOString(), id, turn: direction });
    return (
      <>
        <SearchForm orcamoId={orcamoId} input={input} everybody={everybody} />
        <Section title={everybody ? "このテナントへのログイン" : "ご自分のログイン"}>
          <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
            <p>新しい順に表示しています。</p>
            <ButtonLink href={paths.signInsCsv(orcamoId, filter)}>CSVダウンロード</ButtonLink>
          </div>
          {rows.length === 0 ? (
            <EmptyState title="条件に合うログイン履歴はありません。">検索条件を変えて、もう一度検索してください。</EmptyState>
          ) : (
            <DataTable
              caption={title}
              captionHidden
              columns={columnsFor(env().brand.product)}
              rows={rows}
              rowKey={(row) => row.id}
            />
          )}
          <nav aria-label="ページ送り" className="mt-4 flex flex-wrap gap-3">
            {input.at !== undefined && <ButtonLink href={paths.signIns(orcamoId, filter)}>最初へ</ButtonLink>}
            {newer && <ButtonLink href={turn(newer, "back")}>前へ</ButtonLink>}
            {older && <ButtonLink href={turn(older)}>次へ</ButtonLink>}
          </nav>
        </Section>
      </>
    );
  },
);
