import { z } from "zod";
import { pageTitle, personalPage } from "#app/_doors/page.tsx";
import { readCallback } from "#app/sign-in/callback.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import { proofMinutes } from "#lib/access/permissions.ts";
import { proveAction } from "./actions.ts";

const title = "パスワードの確認";
export const metadata = pageTitle(title);

const input = z.object({ back: z.string().max(2048).optional().catch(undefined) });

/** Where a download and a page that need a proof send the person; a form asks for it in itself. */
export default personalPage(
  { permission: "sessions:own", input, title, path: () => [{ label: title }], narrow: true },
  async (_scope, { back }) => {
    const way = readCallback(back).path;
    return (
      <div className="mt-6 max-w-md">
        <p className="mb-6">安全のため、この操作の前にパスワードをもう一度入力してください。確認は{proofMinutes}分間有効です。</p>
        <ActionForm action={proveAction} proof>
          <input type="hidden" name="back" value={way} />
          <div className="flex flex-wrap gap-3">
            <SubmitButton>確認する</SubmitButton>
            <ButtonLink href={way}>戻る</ButtonLink>
          </div>
        </ActionForm>
      </div>
    );
  },
);
