import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ConfirmPanel } from "#components/confirm-dialog.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { TextField } from "#components/text-field.tsx";
import { getConsoleTenant } from "#lib/tenants/console-queries.ts";
import { closeTenantAction } from "../../actions.ts";
import { Refused } from "../refused.tsx";
import { tenantPageRule } from "../tenant-page-rule.ts";

const title = "テナントの解約";
export const metadata = pageTitle(title);

export default operatorPage({ permission: "console:read", ...tenantPageRule(title) }, async (scope, input) => {
  const { orcamoId, name, kind, state } = await getConsoleTenant(scope, input);
  if (kind === "operator") return <Refused code="TENANT_OWN" orcamoId={orcamoId} />;
  if (state === "active") return <Refused code="TENANT_NOT_STOPPED" orcamoId={orcamoId} />;
  if (state === "closed") return <Refused code="TENANT_CLOSED" orcamoId={orcamoId} />;
  return (
    <div className="mt-4">
      <NoticeBanner tone="warning" title="解約は取り消せません。">
        {name}（{orcamoId}
        ）のすべての証明書を失効し、ベンダーとの委託をすべて終了します。登録内容、ユーザ、ログは残りますが、このORCAMO
        IDは再び使えません。
      </NoticeBanner>
      <ConfirmPanel
        message="テナントを解約します。よろしいですか?"
        action={closeTenantAction}
        okLook="danger"
        labels={{ typedId: "ORCAMO ID", reason: "理由" }}
        cancelHref={paths.consoleTenant(orcamoId)}
      >
        <input type="hidden" name="orcamoId" value={orcamoId} />
        <TextField
          name="typedId"
          label="ORCAMO ID"
          hint={`確認のため、${orcamoId} と入力してください。`}
          maxLength={9}
          autoComplete="off"
          required
        />
        <TextField name="reason" label="理由" hint="テナントログに記録されます。" maxLength={200} required />
      </ConfirmPanel>
    </div>
  );
});
