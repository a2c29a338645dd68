import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { SelectField } from "#components/select-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { type PasswordPolicy, passwordPolicyLabels, passwordRuleText } from "#lib/users/model.ts";
import { passwordPolicyOf } from "#lib/users/queries.ts";
import { changePasswordPolicyAction } from "../actions.ts";

const title = "パスワードの規則";
export const metadata = pageTitle(title);

const labels = { policy: title };
const policies = Object.entries(passwordPolicyLabels).map(([value, label]) => ({ value: value as PasswordPolicy, label }));

export default tenantPage(
  {
    permission: "users:password-policy",
    input: z.object({}),
    title,
    path: ({ tenant }) => [{ label: "ユーザ管理", href: paths.users(tenant.orcamoId) }, { label: title }],
    tab: "users",
    narrow: true,
  },
  async (scope) => (
    <div className="mt-6">
      <p className="mb-4">
        このテナントのユーザがこれから決めるパスワードに求める条件です。いまのパスワードは、変更するまでそのまま使えます。
      </p>
      <DescriptionList items={policies.map(({ value, label }) => ({ term: label, value: passwordRuleText(value) }))} />
      <ActionForm action={changePasswordPolicyAction} labels={labels} className="mt-6">
        <input type="hidden" name="orcamoId" value={scope.tenant.orcamoId} />
        <SelectField
          name="policy"
          label={labels.policy}
          options={policies}
          defaultValue={await passwordPolicyOf(scope)}
          required
        />
        <div className="flex flex-wrap gap-3">
          <SubmitButton>保存する</SubmitButton>
          <ButtonLink href={paths.users(scope.tenant.orcamoId)}>キャンセル</ButtonLink>
        </div>
      </ActionForm>
    </div>
  ),
);
