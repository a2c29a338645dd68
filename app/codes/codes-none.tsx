import { ActionForm } from "#components/action-form.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { startCodesAction } from "./actions.ts";

export function CodesNone() {
  return (
    <>
      <p className="mb-4 font-700">認証アプリは登録されていません。</p>
      <ActionForm action={startCodesAction}>
        <SubmitButton>登録をはじめる</SubmitButton>
      </ActionForm>
    </>
  );
}
