import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { HandOutPanel } from "#components/hand-out-panel.tsx";
import { handOutInput } from "#lib/hand-outs/inputs.ts";
import { getHandOut } from "#lib/hand-outs/queries.ts";
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
        <HandOutPanel
          handOut={handOut}
          contents="ログインIDと初期パスワードなど"
          gone={refusalSentence("HAND_OUT_GONE")}
          fileHref={paths.handOutFile(orcamoId, handOut.id)}
        />
        <ButtonLink href={paths.users(orcamoId)}>ユーザ管理に戻る</ButtonLink>
      </div>
    );
  },
);
