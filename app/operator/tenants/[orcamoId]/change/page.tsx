import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { getConsoleTenant } from "#lib/tenants/console-queries.ts";
import { changeTenantAction } from "../../actions.ts";
import { DetailsFields, detailsLabels } from "../../details-fields.tsx";
import { Refused } from "../refused.tsx";
import { tenantPageRule } from "../tenant-page-rule.ts";

const title = "テナントの変更";
export const metadata = pageTitle(title);

export default operatorPage({ permission: "console:read", ...tenantPageRule(title) }, async (scope, input) => {
  const tenant = await getConsoleTenant(scope, input);
  const { orcamoId, version, kind, state } = tenant;
  if (state === "closed") return <Refused code="TENANT_CLOSED" orcamoId={orcamoId} />;
  return (
    <div className="mt-6">
      <p className="mb-6">ORCAMO ID: {orcamoId}</p>
      <ActionForm action={changeTenantAction} labels={detailsLabels} className="max-w-md">
        <input type="hidden" name="orcamoId" value={orcamoId} />
        <HiddenField name="version" value={version} />
        <DetailsFields kind={kind} tenant={tenant} />
        <div className="flex flex-wrap gap-3">
          <SubmitButton>保存する</SubmitButton>
          <ButtonLink href={paths.consoleTenant(orcamoId)}>キャンセル</ButtonLink>
        </div>
      </ActionForm>
    </div>
  );
});
