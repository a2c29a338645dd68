import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ConfirmPanel } from "#components/confirm-dialog.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { TextField } from "#components/text-field.tsx";
import { getConsoleTenant } from "#lib/tenants/console-queries.ts";
import { stopTenantAction } from "../../actions.ts";
import { Refused } from "../refused.tsx";
import { tenantPageRule } from "../tenant-page-rule.ts";

const title = "テナントの停止";
export const metadata = pageTitle(title);

export default operatorPage({ permission: "console:read", ...tenantPageRule(title) }, async (scope, input) => {
  const { orcamoId, name, kind, state } = await getConsoleTenant(scope, input);
  if (kind === "operator") return <Refused code="TENANT_OWN" orcamoId={orcamoId} />;
  if (state === "closed") return <Refused code="TENANT_CLOSED" orcamoId={orcamoId} />;
  return (
    <div className="mt-4">
      <NoticeBanner tone="warning" title={`${name}（${orcamoId}）を停止します。`}>
        ログイン中の利用者はすぐに切断され、再開するまで誰もログインできません。証明書は失効しません。
      </NoticeBanner>
      <ConfirmPanel
        message="テナントを停止します。よろしいですか?"
        action={stopTenantAction}
        okLook="danger"
        labels={{ reason: "理由" }}
        cancelHref={paths.consoleTenant(orcamoId)}
      >
        <input type="hidden" name="orcamoId" value={orcamoId} />
        <TextField
          name="reason"
          label="理由"
          hint="テナントログに記録され、テナントの管理者にも見えます。"
          maxLength={200}
          required
        />
      </ConfirmPanel>
    </div>
  );
});
