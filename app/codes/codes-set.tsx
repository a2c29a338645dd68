import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ConfirmDialog } from "#components/confirm-dialog.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { Section } from "#components/page-frame.tsx";
import { formatDateTime } from "#lib/platform/format.ts";
import { removeCodesAction, renewRecoveryCodesAction } from "./actions.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { removalQuestion } from "./removal-question.ts";

export function CodesSet({ since, left }: { readonly since: Date; readonly left: number }) {
  return (
    <>
      <DescriptionList
        items={[
          { term: "認証アプリ", value: `登録済み（${formatDateTime(since)}）` },
          { term: "リカバリーコード", value: left === 0 ? "ありません" : `未使用 ${left}個` },
        ]}
      />
      <Section title="リカバリーコード">
        {left === 0 && (
          <NoticeBanner tone="warning" title="リカバリーコードを発行してください。">
            認証アプリの端末をなくしたときに、認証コードの代わりに使います。ないと、ご自分ではログインできなくなります。
          </NoticeBanner>
        )}
        <ActionForm action={renewRecoveryCodesAction}>
          <RecoveryCodes again={left > 0} />
        </ActionForm>
      </Section>
      <Section title="登録の解除">
        <p className="mb-4">端末を替えるときも、いったん解除してから登録し直してください。</p>
        <ConfirmDialog
          trigger="登録を解除"
          message={removalQuestion}
          okLook="danger"
          action={removeCodesAction}
          fallbackHref={paths.removeCodes}
        />
      </Section>
    </>
  );
}
