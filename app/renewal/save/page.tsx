import { certificatePage } from "#app/_doors/certificate-page.tsx";
import { pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { Remark } from "#components/guide.tsx";
import { getRenewalStatus } from "#lib/renewals/status.ts";
import { fromInput } from "../inputs.ts";
import { NothingToTake } from "../nothing-to-take.tsx";

const title = "証明書保存";
export const metadata = pageTitle(title);

/** 証明書保存画面 of the manuals. */
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
        <p className="mt-4 text-std-18B-160">
          新しいクライアント証明書のダウンロードは、
          <a href={paths.renewalPkcs12} className="inline-block py-2 text-blue-1000 underline underline-offset-4">
            こちら<span className="sr-only">（新しいクライアント証明書をダウンロードする）</span>
          </a>
          を押してください。
        </p>
        <p className="mt-2">ダウンロードした証明書は、任意の場所にバックアップしてください。</p>
        <Remark>証明書のインポートには、次の画面で確認するパスワードが必要です。</Remark>
        <p className="mt-6">
          <ButtonLink look="primary" href={paths.renewalPassword({ from })}>
            次へ（パスワード確認）
          </ButtonLink>
        </p>
      </>
    );
  },
);
