import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ConfirmPanel } from "#components/confirm-dialog.tsx";
import { getConsoleTenant } from "#lib/tenants/console-queries.ts";
import { resumeTenantAction } from "../../actions.ts";
import { Refused } from "../refused.tsx";
import { resumeQuestion } from "../resume-question.ts";
import { tenantPageRule } from "../tenant-page-rule.ts";

const title = "テナントの再開";
export const metadata = pageTitle(title);

export default operatorPage({ permission: "console:read", ...tenantPageRule(title) }, async (scope, input) => {
  const { orcamoId, name, state } = await getConsoleTenant(scope, input);
  if (state === "closed") return <Refused code="TENANT_CLOSED" orcamoId={orcamoId} />;
  return (
    <div className="mt-4">
      <p>
        {name}（{orcamoId}）の利用者が、ふたたびログインできるようになります。
      </p>
      <ConfirmPanel message={resumeQuestion} action={resumeTenantAction} cancelHref={paths.consoleTenant(orcamoId)}>
        <input type="hidden" name="orcamoId" value={orcamoId} />
      </ConfirmPanel>
    </div>
  );
});
