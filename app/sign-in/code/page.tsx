import { redirect } from "next/navigation";
import { z } from "zod";
import { pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { publicPage } from "#app/_doors/public.tsx";
import { currentSession } from "#app/_doors/session.ts";
import { SignOutForm } from "#app/_doors/sign-out-form.tsx";
import { ActionForm } from "#components/action-form.tsx";
import { Button } from "#components/button.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import { codeMinutes } from "#lib/sessions/model.ts";
import { readCallback } from "../callback.ts";
import { showCodeAction } from "./actions.ts";

const title = "認証コードの入力";
export const metadata = pageTitle(title);

const input = z.object({ back: z.string().max(2048).optional().catch(undefined) });
const labels = { code: "認証コード" };

/** After certificate and password, for who has registered an authenticator app: the session opens nothing else yet. */
export default publicPage({ input, title, step: title }, async ({ back }) => {
  const { path } = readCallback(back);
  const session = await currentSession();
  if (!session) redirect(paths.enter(path));
  if (!session.codePending) redirect(path);
  return (
    <div className="mt-6 max-w-md">
      <p className="mb-6">
        認証アプリに表示されている6桁の数字を入力してください。{codeMinutes}
        分以内に入力されない場合は、ログインからやり直しになります。
      </p>
      <ActionForm action={showCodeAction} labels={labels}>
        <input type="hidden" name="back" value={path} />
        <TextField
          name="code"
          label={labels.code}
          hint="端末をなくした場合などは、保管してあるリカバリーコードも使えます（1つにつき1回）。"
          autoComplete="one-time-code"
          inputMode="text"
          maxLength={100}
          required
        />
        <SubmitButton wide>ログイン</SubmitButton>
      </ActionForm>
      <div className="mt-6">
        <SignOutForm>
          <Button type="submit">中止してログアウト</Button>
        </SignOutForm>
      </div>
      <p className="mt-6">認証アプリもリカバリーコードも使えない場合は、テナント管理者に認証アプリの解除を依頼してください。</p>
    </div>
  );
});
