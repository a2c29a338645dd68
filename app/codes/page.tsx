import { z } from "zod";
import { pageTitle, personalPage } from "#app/_doors/page.tsx";
import { getCodes } from "#lib/codes/queries.ts";
import { CodesNone } from "./codes-none.tsx";
import { CodesSet } from "./codes-set.tsx";
import { CodesStarted } from "./codes-started.tsx";

const title = "認証アプリ";
export const metadata = pageTitle(title);

/** The third factor, for who wants one beside certificate and password. */
export default personalPage(
  { permission: "codes:manage", input: z.object({}), title, path: () => [{ label: title }], narrow: true },
  async (scope) => {
    const codes = await getCodes(scope);
    return (
      <div className="mt-6">
        <p className="mb-6">
          スマートフォンなどの認証アプリに表示される6桁の数字（認証コード）を、証明書とパスワードに加えてログインに使えます。時刻から計算されるため、端末の時計が合っている必要があります。
        </p>
        {codes.state === "none" && <CodesNone />}
        {codes.state === "started" && <CodesStarted uri={codes.uri} secret={codes.secret} />}
        {codes.state === "set" && <CodesSet since={codes.since} left={codes.recoveryCodesLeft} />}
      </div>
    );
  },
);
