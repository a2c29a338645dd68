import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { HandOutPanel } from "#components/hand-out-panel.tsx";
import { handOutInput } from "#lib/hand-outs/inputs.ts";
import { getHandOut } from "#lib/hand-outs/queries.ts";

const title = "ファイルの受け取り";
export const metadata = pageTitle(title);

/** Where the operator takes what registering or rescuing an organisation has made. */
export default operatorPage(
  {
    permission: "console:read",
    input: handOutInput,
    title,
    path: () => [{ label: "テナント・ベンダー", href: paths.consoleTenants() }, { label: title }],
    tab: "console-tenants",
    narrow: true,
  },
  async (scope, input) => {
    const handOut = await getHandOut(scope, input);
    return (
      <div className="mt-6">
        <HandOutPanel
          handOut={handOut}
          contents="クライアント証明書とそのパスワード、新しいテナントでは最初のユーザのログインIDと初期パスワード"
          gone="このファイルはすでに受け取り済みか、期限が切れています。テナントに入り、証明書のダウンロードやユーザのパスワードの再設定をおこなってください。"
          fileHref={paths.consoleHandOutFile(handOut.id)}
        />
        <ButtonLink href={paths.consoleTenants()}>一覧に戻る</ButtonLink>
      </div>
    );
  },
);
