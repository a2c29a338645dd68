import { randomUUID } from "node:crypto";
import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import { addUserAction } from "../actions.ts";
import { ProfileFields, profileLabels } from "../profile-fields.tsx";
import { RoleField } from "../role-field.tsx";

const title = "ユーザの追加";
export const metadata = pageTitle(title);

const labels = { loginId: "ログインID", ...profileLabels, role: "権限" };

export default tenantPage(
  {
    permission: "users:grant",
    input: z.object({}),
    title,
    path: ({ tenant }) => [{ label: "ユーザ管理", href: paths.users(tenant.orcamoId) }, { label: title }],
    tab: "users",
    narrow: true,
  },
  async (scope) => (
    <div className="mt-6">
      <p className="mb-6">
        追加すると、ログインIDと初期パスワードのファイルを1回だけ受け取れます。初期パスワードは、はじめてログインしたときにご本人が変更します。
      </p>
      <ActionForm action={addUserAction} labels={labels} className="max-w-md">
        <input type="hidden" name="orcamoId" value={scope.tenant.orcamoId} />
        <HiddenField name="requestId" value={randomUUID()} />
        <TextField
          name="loginId"
          label={labels.loginId}
          hint="半角の英数字と . _ @ - が使えます。64文字以内。あとから変更できません。"
          maxLength={64}
          required
        />
        <ProfileFields />
        <RoleField tenant={scope.tenant} />
        <div className="flex flex-wrap gap-3">
          <SubmitButton>追加する</SubmitButton>
          <ButtonLink href={paths.users(scope.tenant.orcamoId)}>キャンセル</ButtonLink>
        </div>
      </ActionForm>
    </div>
  ),
);
