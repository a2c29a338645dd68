import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ConfirmDialog } from "#components/confirm-dialog.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { Section } from "#components/page-frame.tsx";
import { formatDateTime } from "#lib/platform/format.ts";
import { removeOwnCodesAction, renewRecoveryCodesAction } from "./actions.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";
import { removalQuestion } from "./removal-question.ts";

export function CodesSet({ since, left }: { readonly since: Date; readonly left: number }) {
  return (
    <>
      <DescriptionList
        items={[
          { term: "状態", value: "登録済み" },
          { term: "登録日時", value: formatDateTime(since) },
        ]}
      />
      <Section title="リカバリーコード">
        <ActionForm action={renewRecoveryCodesAction}>
          <RecoveryCodes left={left} />
        </ActionForm>
      </Section>
      <Section title="登録の解除">
        <p className="mb-4">端末を替えるときも、いったん解除してから登録し直してください。</p>
        <ConfirmDialog
          trigger="登録を解除"
          message={removalQuestion}
          okLook="danger"
          action={removeOwnCodesAction}
          fallbackHref={paths.removeCodes}
        />
      </Section>
    </>
  );
}
