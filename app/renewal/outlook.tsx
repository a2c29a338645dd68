import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { formatDate } from "#lib/platform/format.ts";
import type { RenewalStatus } from "#lib/renewals/status.ts";
import { renewOwnAction } from "./actions.ts";
import { NotRenewable } from "./not-renewable.tsx";
import { CloseLink } from "./way-on.tsx";

interface OutlookProps {
  readonly status: RenewalStatus;
  readonly from: string | undefined;
}

/** Whether the certificate is to be renewed, can be, was already or cannot be: what is so, and what to do. */
export function Outlook({ status, from }: OutlookProps) {
  if (!status.renewable) return <NotRenewable status={status} from={from} />;
  return status.renewed ? <Renewed from={from} /> : <Renewable status={status} from={from} />;
}

function Renewed({ from }: Pick<OutlookProps, "from">) {
  return (
    <NoticeBanner
      tone="info"
      title="この証明書は更新済みです。新しい証明書をまだ受け取っていない場合は、ここから受け取れます。"
      actions={
        <>
          <ButtonLink look="primary" href={paths.renewalSave({ from })}>
            新しい証明書を受け取る
          </ButtonLink>
          <CloseLink from={from} />
        </>
      }
    >
      インポートが済んでいる場合は、ブラウザを開き直し、新しい証明書を選択してください。
    </NoticeBanner>
  );
}

function Renewable({ status: { due, notAfter }, from }: OutlookProps) {
  return (
    <NoticeBanner
      tone={due ? "warning" : "info"}
      title={due ? "クライアント証明書の有効期限が近づいています。" : "この証明書は更新できます。"}
      actions={
        <>
          <ActionForm action={renewOwnAction}>
            <HiddenField name="from" value={from ?? ""} />
            <SubmitButton>更新</SubmitButton>
          </ActionForm>
          <CloseLink from={from} />
        </>
      }
    >
      {due
        ? "期限が切れると、この画面では更新できません。期限が切れる前に更新し、新しい証明書をインポートしてください。"
        : `${formatDate(notAfter)} まで使えます。今から更新することもできます。`}
    </NoticeBanner>
  );
}
