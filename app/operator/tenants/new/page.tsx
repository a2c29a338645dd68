import { randomUUID } from "node:crypto";
import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { Section } from "#components/page-frame.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import { newTenantInput } from "#lib/tenants/inputs.ts";
import { nextOrcamoId } from "#lib/tenants/queries.ts";
import { registerTenantAction } from "../actions.ts";
import { DetailsFields, detailsLabels } from "../details-fields.tsx";
import { CertificateFields, registerLabels, UserFields, VendorFields } from "./register-fields.tsx";

const title = "登録";
export const metadata = pageTitle(title);

export default operatorPage(
  {
    permission: "console:read",
    input: newTenantInput,
    title,
    path: () => [{ label: "テナント・ベンダー", href: paths.consoleTenants() }, { label: title }],
    tab: "console-tenants",
    narrow: true,
  },
  async (scope, { kind }) => (
    <div className="mt-6">
      <p className="mb-6">
        {kind === "clinic" ? "テナント（医療機関・介護事業所）" : "ベンダー"}
        と最初のユーザを登録し、証明書を発行します。登録すると、ログインIDと初期パスワード、証明書をまとめたzipファイルを一度だけ受け取れます。
      </p>
      <ActionForm action={registerTenantAction} labels={{ ...detailsLabels, ...registerLabels }} className="max-w-md">
        <HiddenField name="requestId" value={randomUUID()} />
        <input type="hidden" name="kind" value={kind} />
        <Section title={kind === "clinic" ? "テナント" : "ベンダー"}>
          <TextField
            name="orcamoId"
            label={registerLabels.orcamoId}
            hint={`${kind === "clinic" ? "u" : "v"}と数字8桁です。空いている番号が入っています。登録後は変更できません。`}
            defaultValue={await nextOrcamoId(scope, kind)}
            maxLength={9}
            autoComplete="off"
            required
          />
          <DetailsFields kind={kind} />
          {kind === "clinic" && <VendorFields />}
        </Section>
        <Section title={kind === "clinic" ? "最初のテナント管理者" : "最初のユーザ"}>
          <UserFields />
        </Section>
        <Section title="最初の証明書">
          <CertificateFields kind={kind} />
        </Section>
        <div className="flex flex-wrap gap-3">
          <SubmitButton>登録する</SubmitButton>
          <ButtonLink href={paths.consoleTenants()}>キャンセル</ButtonLink>
        </div>
      </ActionForm>
    </div>
  ),
);
