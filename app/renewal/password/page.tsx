import { certificatePage } from "#app/_doors/certificate-page.tsx";
import { pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { Remark } from "#components/guide.tsx";
import { Section } from "#components/page-frame.tsx";
import { RevealedSecret } from "#components/revealed-secret.tsx";
import { getRenewalStatus } from "#lib/renewals/status.ts";
import { showRenewedPasswordAction } from "../actions.ts";
import { fromInput } from "../inputs.ts";
import { NothingToTake } from "../nothing-to-take.tsx";
import { BackLink } from "../way-on.tsx";

const title = "パスワード確認";
export const metadata = pageTitle(title);

/** パスワード確認画面 of the manuals, with their 重要 below it. */
export default certificatePage(
  {
    permission: "certificates:renew-own",
    input: fromInput,
    title,
    path: () => [{ label: "証明書更新チェック" }, { label: title }],
  },
  async (scope, { from }) => {
    const { renewable, renewed } = await getRenewalStatus(scope);
    if (!renewable || !renewed) return <NothingToTake from={from} />;
    return (
      <>
        <p className="mt-4">「確認する」を押すと、証明書のインポート時に必要となるパスワードが表示されます。</p>
        <div className="mt-4">
          <ActionForm action={showRenewedPasswordAction}>
            <RevealedSecret name="password" what="証明書のパスワード" label="確認する" />
          </ActionForm>
        </div>
        <Important />
        <Section title="次におこなうこと">
          <p>保存した証明書をダブルクリックし、パスワードを入力してインポートしてください。</p>
          <Remark>パスワードを貼り付けるときは、前後に空白が入らないようご注意ください。</Remark>
          <Remark>
            更新前の証明書も、有効期限が切れるか失効するまで使えます。更新前と更新後の証明書は同じ名前で表示されますが、どちらを選択しても問題ありません。
          </Remark>
          <div className="mt-6 flex flex-wrap gap-3">
            <ButtonLink look="primary" href={paths.windowsGuide}>
              証明書のインポート手順
            </ButtonLink>
            <ButtonLink href={paths.renewalSave({ from })}>証明書の保存に戻る</ButtonLink>
            <BackLink from={from} />
          </div>
        </Section>
      </>
    );
  },
);

/** Seeds 001 and 002, ・重要. */
function Important() {
  return (
    <Section title="重要">
      <ul className="list-disc ps-6">
        <li>更新されたクライアント証明書は必ずバックアップし、大切に保管してください。</li>
        <li>
          クライアント証明書のパスワードは、「確認する」を押してテキストファイルに貼り付けて保存し、必ずクライアント証明書と一緒に保管してください。
        </li>
        <li>パソコンの故障などで証明書を失ったときに備え、証明書とパスワードは外部媒体などにもバックアップしてください。</li>
      </ul>
    </Section>
  );
}
