import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ConfirmPanel } from "#components/confirm-dialog.tsx";
import { withdrawInput } from "#lib/entrustments/inputs.ts";
import { getEntrustment } from "#lib/entrustments/queries.ts";
import { withdrawVendorAction } from "../../actions.ts";
import { WithdrawalFields, withdrawalQuestion } from "../../withdrawal-fields.tsx";

const title = "委託の解除";
export const metadata = pageTitle(title);

/** The question of the list's dialog, for browsers without scripts. */
export default tenantPage(
  {
    permission: "entrustments:manage",
    input: withdrawInput,
    title,
    path: ({ tenant }) => [{ label: "委託ベンダー", href: paths.entrustments(tenant.orcamoId) }, { label: title }],
    tab: "details",
    narrow: true,
  },
  async (scope, { id }) => {
    const { orcamoId } = scope.tenant;
    const entrustment = await getEntrustment(scope, id);
    return (
      <ConfirmPanel
        message={withdrawalQuestion(entrustment)}
        action={withdrawVendorAction}
        okLook="danger"
        cancelHref={paths.entrustments(orcamoId)}
      >
        <WithdrawalFields orcamoId={orcamoId} id={id} />
      </ConfirmPanel>
    );
  },
);
