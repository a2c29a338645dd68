import { z } from "zod";
import { pageTitle, personalPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ConfirmPanel } from "#components/confirm-dialog.tsx";
import { removeOwnCodesAction } from "../actions.ts";
import { removalQuestion } from "../removal-question.ts";

const title = "認証アプリの解除";
export const metadata = pageTitle(title);

export default personalPage(
  {
    permission: "codes:manage",
    input: z.object({}),
    title,
    path: () => [{ label: "認証アプリ", href: paths.codes }, { label: title }],
    narrow: true,
  },
  async () => <ConfirmPanel message={removalQuestion} action={removeOwnCodesAction} okLook="danger" cancelHref={paths.codes} />,
);
