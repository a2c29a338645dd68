import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { ConfirmDialog } from "#components/confirm-dialog.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { Markdown } from "#components/markdown.tsx";
import { parseMarkdown } from "#components/markdown-nodes.ts";
import { Section } from "#components/page-frame.tsx";
import { VersionFields } from "#components/version-fields.tsx";
import { noticeIdInput } from "#lib/notices/inputs.ts";
import { audienceLabels } from "#lib/notices/model.ts";
import { getNotice, type NoticeDetails } from "#lib/notices/queries.ts";
import { changeNoticeAction, withdrawNoticeAction } from "../actions.ts";
import { periodText } from "../columns.tsx";
import { NoticeBadge } from "../notice-badge.tsx";
import { labels, NoticeFields } from "../notice-fields.tsx";

const title = "お知らせの詳細";
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
    return (
      <div className="mt-6">
        <Summary notice={notice} />
        <div className="mt-4 flex flex-wrap gap-3">
          <ButtonLink href={paths.consoleNotices()}>一覧に戻る</ButtonLink>
          {notice.status !== "withdrawn" && (
            <ConfirmDialog
              trigger="取り下げる"
              message="お知らせを取り下げます。元に戻すことはできません。よろしいですか?"
              action={withdrawNoticeAction}
              okLook="danger"
              fallbackHref={paths.consoleWithdrawNotice(id)}
            >
              <VersionFields row={notice} />
            </ConfirmDialog>
          )}
        </div>
        {notice.status !== "withdrawn" && (
          <Section title="編集">
            <ActionForm action={changeNoticeAction} labels={labels}>
              <VersionFields row={notice} />
              <NoticeFields notice={notice} cancelHref={paths.consoleNotices()} />
            </ActionForm>
          </Section>
        )}
      </div>
    );
  },
);

function Summary({ notice }: { readonly notice: NoticeDetails }) {
  const body = notice.body === "" ? null : <Markdown nodes={parseMarkdown(notice.body)} />;
  return (
    <DescriptionList
      items={[
        { term: "状態", value: <NoticeBadge status={notice.status} /> },
        { term: labels.audience, value: audienceLabels[notice.audience] },
        { term: "対象", value: notice.orcamoId ?? "全テナント" },
        { term: "表示期間", value: periodText(notice) },
        { term: labels.title, value: `${notice.important ? "【重要】" : ""}${notice.title}` },
        { term: labels.body, value: body },
      ]}
    />
  );
}
