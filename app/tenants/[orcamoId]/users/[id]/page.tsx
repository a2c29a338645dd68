import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { Section } from "#components/page-frame.tsx";
import { listSessions } from "#lib/sessions/queries.ts";
import { userInput, userListInput } from "#lib/users/inputs.ts";
import { getUser } from "#lib/users/queries.ts";
import { listQuery } from "../list-query.ts";
import { SessionList } from "./session-list.tsx";
import { UserButtons } from "./user-buttons.tsx";
import { UserFields } from "./user-fields.tsx";

const title = "ユーザ詳細";
/** The list that one came from travels along, for the way back. */
const input = userListInput.extend(userInput.shape);
export const metadata = pageTitle(title);

export default tenantPage(
  {
    permission: "users:read",
    input,
    title,
    path: ({ tenant }) => [{ label: "ユーザ管理", href: paths.users(tenant.orcamoId) }, { label: title }],
    tab: "users",
  },
  async (scope, { id, ...list }) => {
    const [user, sessions] = await Promise.all([getUser(scope, { id }), listSessions(scope, { userId: id })]);
    return (
      <div className="mt-6">
        <UserFields scope={scope} user={user} />
        <div className="mt-6 flex flex-wrap gap-3">
          <ButtonLink href={paths.users(scope.tenant.orcamoId, listQuery(list))}>一覧に戻る</ButtonLink>
          <ButtonLink href={paths.signIns(scope.tenant.orcamoId, { loginId: user.loginId })}>ログイン履歴</ButtonLink>
          <UserButtons scope={scope} user={user} />
        </div>
        <Section title="ログイン中のセッション">
          <SessionList scope={scope} user={user} sessions={sessions} />
        </Section>
      </div>
    );
  },
);
