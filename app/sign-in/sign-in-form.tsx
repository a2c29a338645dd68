import { Button } from "#components/button.tsx";
import { PasswordField } from "#components/password-field.tsx";
import { TextField } from "#components/text-field.tsx";

/** A plain POST to next-auth: it works alike with and without scripts, and the answer is loaded by the browser itself. */
export function SignInForm({ token, callbackUrl }: { readonly token: string; readonly callbackUrl: string }) {
  return (
    <form method="post" action="/api/auth/callback/credentials" noValidate className="max-w-md">
      <input type="hidden" name="csrfToken" value={token} />
      <input type="hidden" name="callbackUrl" value={callbackUrl} />
      <TextField name="loginId" label="ログインID" autoComplete="username" maxLength={64} />
      <PasswordField name="password" label="パスワード" autoComplete="current-password" />
      <Button type="submit" look="primary" wide>
        ログイン
      </Button>
    </form>
  );
}
