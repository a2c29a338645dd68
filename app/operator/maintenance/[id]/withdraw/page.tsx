import { redirect } from "next/navigation";
import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ConfirmPanel } from "#components/confirm-dialog.tsx";
import { VersionFields } from "#components/version-fields.tsx";
import { maintenanceIdInput } from "#lib/maintenance/inputs.ts";
import { getMaintenance } from "#lib/maintenance/queries.ts";
import { withdrawMaintenanceAction } from "../../actions.ts";

const title = "メンテナンスの取下げ";
export const metadata = pageTitle(title);

export default operatorPage(
  {
    permission: "console:notices",
    input: maintenanceIdInput,
    title,
    path: () => [{ label: "メンテナンス", href: paths.consoleMaintenance() }, { label: title }],
    tab: "console-maintenance",
    narrow: true,
  },
  async (scope, { id }) => {
    const window = await getMaintenance(scope, id);
    if (window.status === "withdrawn") redirect(paths.consoleMaintenanceWindow(id));
    return (
      <ConfirmPanel
        message={`メンテナンスの予定「${window.title}」を取り下げます。元に戻すことはできません。よろしいですか?`}
        action={withdrawMaintenanceAction}
        okLook="danger"
        cancelHref={paths.consoleMaintenanceWindow(id)}
      >
        <VersionFields row={window} />
      </ConfirmPanel>
    );
  },
);
