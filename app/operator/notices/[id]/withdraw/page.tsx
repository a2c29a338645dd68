import { redirect } from "next/navigation";
import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ConfirmPanel } from "#components/confirm-dialog.tsx";
import { VersionFields } from "#components/version-fields.tsx";
import { noticeIdInput } from "#lib/notices/inputs.ts";
import { getNotice } from "#lib/notices/queries.ts";
import { withdrawNoticeAction } from "../../actions.ts";

const title = "お知らせの取下げ";
export const metadata = pageTitle(title);

export default operatorPage(
  {
    permission: "console:notices",
    input: noticeIdInput,
    title,
    path: () => [{ label: "お知らせ", href: paths.consoleNotices() }, { label: title }],
    tab: "console-notices",
    narrow: true,
  },
  async (scope, { id }) => {
    const notice = await getNotice(scope, id);
    if (notice.status === "withdrawn") redirect(paths.consoleNotice(id));
    return (
      <ConfirmPanel
        message={`お知らせ「${notice.title}」を取り下げます。元に戻すことはできません。よろしいですか?`}
        action={withdrawNoticeAction}
        okLook="danger"
        cancelHref={paths.consoleNotice(id)}
      >
        <VersionFields row={notice} />
      </ConfirmPanel>
    );
  },
);
