import { redirect } from "next/navigation";
import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ConfirmPanel } from "#components/confirm-dialog.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { entrustInput } from "#lib/entrustments/inputs.ts";
import { entrustmentKindHints, entrustmentKindLabels } from "#lib/entrustments/model.ts";
import { lookUpVendor } from "#lib/entrustments/queries.ts";
import { entrustVendorAction } from "../actions.ts";

const title = "委託の確認";
export const metadata = pageTitle(title);

/** The address's query as a whole, or nothing. */
const input = z.preprocess((query) => ({ chosen: query }), z.object({ chosen: entrustInput.optional().catch(undefined) }));

/** Who is to be entrusted, by name, before it counts. What nobody has chosen leads back to the form. */
export default tenantPage(
  {
    permission: "entrustments:manage",
    input,
    title,
    path: ({ tenant }) => [{ label: "委託ベンダー", href: paths.entrustments(tenant.orcamoId) }, { label: title }],
    tab: "details",
    narrow: true,
  },
  async (scope, { chosen }) => {
    const { orcamoId } = scope.tenant;
    if (!chosen) redirect(paths.entrustments(orcamoId));
    const vendor = await lookUpVendor(scope, chosen);
    return (
      <div className="mt-6">
        <DescriptionList
          items={[
            { term: "ベンダー", value: vendor.name },
            { term: "ORCAMO ID", value: vendor.orcamoId },
            { term: "区分", value: entrustmentKindLabels[chosen.kind] },
            { term: "できること", value: entrustmentKindHints[chosen.kind] },
          ]}
        />
        <ConfirmPanel
          message={`${vendor.name}に委託します。よろしいですか?`}
          action={entrustVendorAction}
          cancelHref={paths.entrustments(orcamoId)}
        >
          <input type="hidden" name="orcamoId" value={orcamoId} />
          <input type="hidden" name="vendor" value={vendor.orcamoId} />
          <input type="hidden" name="kind" value={chosen.kind} />
        </ConfirmPanel>
      </div>
    );
  },
);
