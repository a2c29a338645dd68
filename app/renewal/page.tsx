import { certificatePage } from "#app/_doors/certificate-page.tsx";
import { pageTitle } from "#app/_doors/page.tsx";
import { GuideSteps, Key } from "#components/guide.tsx";
import { Section } from "#components/page-frame.tsx";
import { getRenewalStatus } from "#lib/renewals/status.ts";
import { CertificateAtHand } from "./certificate-at-hand.tsx";
import { fromInput } from "./inputs.ts";
import { Outlook } from "./outlook.tsx";

const title = "証明書更新チェック";
export const metadata = pageTitle(title);

/** What the web clients' 更新 leads to, and the script's (seeds 001, 002): whether this certificate is to be renewed. */
export default certificatePage(
  { permission: "certificates:renew-own", input: fromInput, title, path: () => [{ label: title }] },
  async (scope, { from }) => {
    const status = await getRenewalStatus(scope);
    return (
      <>
        <div className="mt-4">
          <Outlook status={status} from={from} />
        </div>
        <CertificateAtHand scope={scope} status={status} />
        {status.renewable && !status.renewed && (
          <Section title="更新の流れ">
            <GuideSteps steps={steps} />
          </Section>
        )}
      </>
    );
  },
);

const steps = [
  { key: "renew", text: <>この画面の{<Key>更新</Key>}を押します。</> },
  { key: "save", text: <>次の画面の{<Key>こちら</Key>}を押し、新しい証明書を保存します。</> },
  { key: "password", text: <>その次の画面の{<Key>確認する</Key>}を押し、証明書のパスワードを控えます。</> },
  { key: "import", text: <>保存した証明書をダブルクリックし、パスワードを入力してインポートします。</> },
];
