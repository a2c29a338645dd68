import { redirect } from "next/navigation";
import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { Section } from "#components/page-frame.tsx";
import { can } from "#lib/access/permissions.ts";
import { listEntrustments } from "#lib/entrustments/queries.ts";
import { ChooseVendor } from "./choose-vendor.tsx";
import { FormerVendors, PresentVendors } from "./vendor-tables.tsx";

const title = "委託ベンダー";
export const metadata = pageTitle(title);

export default tenantPage(
  {
    permission: "entrustments:read",
    input: z.object({}),
    title,
    path: ({ tenant }) => [{ label: "テナント詳細", href: paths.details(tenant.orcamoId) }, { label: title }],
    tab: "details",
  },
  async (scope) => {
    const { orcamoId, kind } = scope.tenant;
    // Vendors and the operator entrust nobody.
    if (kind !== "clinic") redirect(paths.details(orcamoId));
    const { present, former } = await listEntrustments(scope);
    const mayManage = can(scope.actor, "entrustments:manage");
    return (
      <>
        <Section title="委託中のベンダー">
          {present.length === 0 ? (
            <EmptyState title="委託中のベンダーはありません。" />
          ) : (
            <PresentVendors orcamoId={orcamoId} vendors={present} withdraw={mayManage} />
          )}
        </Section>
        {mayManage && (
          <Section title="ベンダーに委託する">
            <ChooseVendor orcamoId={orcamoId} />
          </Section>
        )}
        {former.length > 0 && (
          <Section title="解除した委託">
            <FormerVendors vendors={former} />
          </Section>
        )}
        <div className="mt-8">
          <ButtonLink href={paths.details(orcamoId)}>テナント詳細に戻る</ButtonLink>
        </div>
      </>
    );
  },
);
