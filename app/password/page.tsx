import { z } from "zod";
import { pageTitle, personalPage } from "#app/_doors/page.tsx";
import { currentSession } from "#app/_doors/session.ts";
import { ActionForm } from "#components/action-form.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { PasswordField } from "#components/password-field.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { passwordRuleText } from "#lib/users/model.ts";
import { passwordPolicyOf } from "#lib/users/queries.ts";
import { changePasswordAction } from "./actions.ts";

const title = "パスワード変更";
export const metadata = pageTitle(title);

const labels = { current: "現在のパスワード", next: "新しいパスワード", again: "新しいパスワード（確認）" };

/** Also where everybody lands who still has the initial password. */
export default personalPage(
  { permission: "password:change", input: z.object({}), title, path: () => [{ label: title }], narrow: true },
  async (scope) => {
    const session = await currentSession();
    const rules = passwordRuleText(await passwordPolicyOf(scope));
    return (
      <div className="mt-6 max-w-md">
        {session?.mustChangePassword && (
          <NoticeBanner tone="warning" title="はじめにパスワードを変更してください。">
            配布された初期パスワードのままでは、他の画面をご利用になれません。ご自分だけが知るパスワードに変更してください。
          </NoticeBanner>
        )}
        <ActionForm action={changePasswordAction} labels={labels}>
          {/* For password managers: which user's password this is. */}
          <input type="text" autoComplete="username" defaultValue={scope.actor.user?.loginId} readOnly hidden />
          <PasswordField name="current" label={labels.current} autoComplete="current-password" required />
          <PasswordField name="next" label={labels.next} hint={rules} autoComplete="new-password" required />
          <PasswordField name="again" label={labels.again} autoComplete="new-password" required />
          <SubmitButton>変更する</SubmitButton>
        </ActionForm>
      </div>
    );
  },
);
