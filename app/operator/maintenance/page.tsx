import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { DataTable } from "#components/data-table.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { ListCount } from "#components/list-count.tsx";
import { Pager } from "#components/pager.tsx";
import { maintenanceListInput } from "#lib/maintenance/inputs.ts";
import { listMaintenance } from "#lib/maintenance/queries.ts";
import { columns } from "./columns.tsx";

const title = "メンテナンス";
export const metadata = pageTitle(title);

export default operatorPage(
  { permission: "console:read", input: maintenanceListInput, title, path: () => [{ label: title }], tab: "console-maintenance" },
  async (scope, input) => {
    const { rows, page } = await listMaintenance(scope, input);
    return (
      <div className="mt-6">
        <p className="mb-4">登録したメンテナンスの予定は、すべてのテナントのTOPに表示します。</p>
        <ButtonLink look="primary" href={paths.consoleNewMaintenance}>
          新規登録
        </ButtonLink>
        <ListCount page={page} rows={rows} />
        <Pager
          page={page.number}
          pages={page.last}
          href={(number) => paths.consoleMaintenance({ page: number === 1 ? undefined : number })}
        />
        {rows.length === 0 ? (
          <EmptyState title="メンテナンスの予定はありません。">予定が決まったら、新規登録から登録してください。</EmptyState>
        ) : (
          <DataTable caption={title} captionHidden columns={columns} rows={rows} rowKey={(row) => row.id} />
        )}
      </div>
    );
  },
);
