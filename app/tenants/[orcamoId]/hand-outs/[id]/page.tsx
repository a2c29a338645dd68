import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { Button, ButtonLink } from "#components/button.tsx";
import { Icon } from "#components/icon.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { handOutInput } from "#lib/hand-outs/inputs.ts";
import { repeatMinutes } from "#lib/hand-outs/model.ts";
import { getHandOut, type HandOut } from "#lib/hand-outs/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";

const title = "ファイルの受け取り";
export const metadata = pageTitle(title);

/** Where whoever made a user, or gave a new password, takes the file with it: a form, since taking it changes something. */
export default tenantPage(
  {
    permission: "hand-outs:take",
    input: handOutInput,
    title,
    path: ({ tenant }) => [{ label: "ユーザ管理", href: paths.users(tenant.orcamoId) }, { label: title }],
    tab: "users",
    narrow: true,
  },
  async (scope, input) => {
    const { orcamoId } = scope.tenant;
    const handOut = await getHandOut(scope, input);
    return (
      <div className="mt-6">
        {handOut.takeable ? (
          <>
            <Explanation handOut={handOut} />
            <form method="post" action={paths.handOutFile(orcamoId, handOut.id)} className="my-6">
              <Button type="submit" look="primary">
                <Icon name="download" />
                {handOut.taken ? "もう一度受け取る" : "受け取る"}
                <span className="sr-only">（{handOut.fileName}）</span>
              </Button>
            </form>
          </>
        ) : (
          <NoticeBanner tone="warning" title={refusalSentence("HAND_OUT_GONE")} />
        )}
        <ButtonLink href={paths.users(orcamoId)}>ユーザ管理に戻る</ButtonLink>
      </div>
    );
  },
);

function Explanation({ handOut: { fileName, expiresAt, taken } }: { readonly handOut: HandOut }) {
  return (
    <>
      <p>
        <code translate="no" className="font-mono break-all">
          {fileName}
        </code>{" "}
        を受け取り、ご本人に安全な方法で渡してください。ログインIDと初期パスワードなどが入っています。
      </p>
      <p className="mt-3">
        {taken
          ? `受け取り済みです。保存できなかったときは、${formatDateTime(expiresAt)}まで、この画面からもう一度受け取れます。`
          : `受け取れるのは1回だけです（保存できなかったときは、${repeatMinutes}分以内であればこの画面からもう一度受け取れます）。${formatDateTime(expiresAt)}までに受け取ってください。`}
      </p>
    </>
  );
}
