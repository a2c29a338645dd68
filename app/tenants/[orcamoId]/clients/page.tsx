import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { EmptyState } from "#components/empty-state.tsx";
import { ListCount } from "#components/list-count.tsx";
import { Pager } from "#components/pager.tsx";
import { SearchPanel } from "#components/search-panel.tsx";
import { TextField } from "#components/text-field.tsx";
import { clientListInput } from "#lib/entrustments/inputs.ts";
import { listClients } from "#lib/entrustments/queries.ts";
import { ClientTable } from "./client-table.tsx";

const title = "担当テナント";
export const metadata = pageTitle(title);

export default tenantPage(
  { permission: "clients:read", input: clientListInput, title, path: () => [{ label: title }], tab: "clients" },
  async (scope, input) => {
    const { orcamoId } = scope.tenant;
    const { rows, page } = await listClients(scope, input);
    return (
      <>
        <p className="mt-4">このベンダーに委託しているテナントです。名称を選ぶと、そのテナントに入れます。</p>
        <SearchPanel action={paths.clients(orcamoId)} clearHref={input.q === "" ? undefined : paths.clients(orcamoId)}>
          <TextField name="q" label="名称・ORCAMO ID" hint="名称の一部、またはIDの先頭" defaultValue={input.q} maxLength={64} />
        </SearchPanel>
        <ListCount page={page} rows={rows} />
        {rows.length === 0 ? (
          <EmptyState title={input.q === "" ? "委託しているテナントはありません。" : "条件に合うテナントはありません。"}>
            {input.q === ""
              ? "テナントの管理者が「テナント情報」から委託すると、ここに表示されます。"
              : "検索条件を変えて、もう一度検索してください。"}
          </EmptyState>
        ) : (
          <ClientTable clients={rows} />
        )}
        <Pager
          page={page.number}
          pages={page.last}
          href={(number) => paths.clients(orcamoId, { q: input.q, page: number === 1 ? undefined : number })}
        />
      </>
    );
  },
);
