import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { userInput } from "#lib/users/inputs.ts";
import { getUser } from "#lib/users/queries.ts";
import { UserPanel } from "../questions.tsx";

const title = "パスワード再設定";
export const metadata = pageTitle(title);

/** The question of the user's page, for browsers without scripts. */
export default tenantPage(
  { permission: "users:grant", input: userInput, title, path: () => [{ label: title }], tab: "users", narrow: true },
  async (scope, input) => <UserPanel scope={scope} user={await getUser(scope, input)} ask="resetPassword" />,
);
