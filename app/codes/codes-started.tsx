import { ActionForm } from "#components/action-form.tsx";
import { Section } from "#components/page-frame.tsx";
import { QrCode } from "#components/qr-code.tsx";
import { SecretText } from "#components/secret-text.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { TextField } from "#components/text-field.tsx";
import { confirmCodesAction, removeOwnCodesAction } from "./actions.ts";

const labels = { code: "認証コード" };

/** Waits for the first code. The secret stands beside its picture, for apps without a camera and people who see none. */
export function CodesStarted({ uri, secret }: { readonly uri: string; readonly secret: string }) {
  return (
    <>
      <Section title="1. 認証アプリに登録する">
        <p>認証アプリ（Google Authenticator、Microsoft Authenticatorなど）で、次のQRコードを読み取ってください。</p>
        <div className="my-4">
          <QrCode text={uri} label="認証アプリに登録するためのQRコード。同じ内容のキーが、この下に文字で書かれています。" />
        </div>
        <p className="mb-2">読み取れない場合は、次のキーを認証アプリに入力してください（種類は「時間ベース」）。</p>
        <SecretText value={secret} what="キー" />
      </Section>
      <Section title="2. 認証コードを入力する">
        <div className="max-w-md">
          <ActionForm action={confirmCodesAction} labels={labels}>
            <TextField
              name="code"
              label={labels.code}
              hint="認証アプリに表示された6桁の数字"
              autoComplete="one-time-code"
              inputMode="numeric"
              maxLength={20}
              required
            />
            <SubmitButton>登録する</SubmitButton>
          </ActionForm>
        </div>
      </Section>
      <Section title="登録をやめる">
        <p className="mb-4">このキーを破棄します。もう一度はじめると、新しいキーが作られます。</p>
        <ActionForm action={removeOwnCodesAction}>
          <SubmitButton look="secondary">登録をやめる</SubmitButton>
        </ActionForm>
      </Section>
    </>
  );
}
