import { randomUUID } from "node:crypto";
import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { SelectField } from "#components/select-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import { getConsoleTenant } from "#lib/tenants/console-queries.ts";
import { identityLabels } from "#lib/tenants/model.ts";
import { rescueTenantAction } from "../../actions.ts";
import { Refused } from "../refused.tsx";
import { tenantPageRule } from "../tenant-page-rule.ts";

const title = "証明書の緊急発行";
export const metadata = pageTitle(title);

const labels = { method: "本人確認の方法", person: "確認した相手", reason: "理由" };
const methods = [
  { value: "", label: "選択してください" },
  ...Object.entries(identityLabels).map(([value, label]) => ({ value, label })),
];

export default operatorPage({ permission: "console:read", ...tenantPageRule(title) }, async (scope, input) => {
  const { orcamoId, name, kind, state, usableCertificates } = await getConsoleTenant(scope, input);
  if (kind === "operator") return <Refused code="TENANT_OWN" orcamoId={orcamoId} />;
  if (state !== "active")
    return <Refused code={state === "closed" ? "TENANT_CLOSED" : "TENANT_NOT_ACTIVE"} orcamoId={orcamoId} />;
  return (
    <div className="mt-4">
      {usableCertificates > 0 && (
        <NoticeBanner tone="warning" title={`このテナントには、ログインに使える証明書が${usableCertificates}枚あります。`}>
          有効な証明書のある端末からは、テナント自身で新しい証明書を発行できます。端末の紛失などで使えないときだけ緊急発行してください。
        </NoticeBanner>
      )}
      <p className="mb-6">
        {name}（{orcamoId}
        ）に、ログインに使う新しい証明書を1枚発行します。必ず本人を確認してください。確認の方法、相手、理由は、テナントログと運用者のログに記録されます。
      </p>
      <ActionForm action={rescueTenantAction} labels={labels} className="max-w-md">
        <input type="hidden" name="orcamoId" value={orcamoId} />
        <HiddenField name="requestId" value={randomUUID()} />
        <SelectField name="method" label={labels.method} options={methods} defaultValue="" required />
        <TextField
          name="person"
          label={labels.person}
          hint="氏名と立場（例: 院長 田中一郎）。"
          maxLength={100}
          autoComplete="off"
          required
        />
        <TextField name="reason" label={labels.reason} hint="例: すべての端末の証明書が期限切れ。" maxLength={200} required />
        <div className="flex flex-wrap gap-3">
          <SubmitButton>発行する</SubmitButton>
          <ButtonLink href={paths.consoleTenant(orcamoId)}>キャンセル</ButtonLink>
        </div>
      </ActionForm>
    </div>
  );
});
