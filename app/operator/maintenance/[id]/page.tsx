import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { ButtonLink } from "#components/button.tsx";
import { ConfirmDialog } from "#components/confirm-dialog.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { Section } from "#components/page-frame.tsx";
import { VersionFields } from "#components/version-fields.tsx";
import { maintenanceIdInput } from "#lib/maintenance/inputs.ts";
import { getMaintenance, type MaintenanceRow } from "#lib/maintenance/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import { changeMaintenanceAction, withdrawMaintenanceAction } from "../actions.ts";
import { MaintenanceBadge } from "../maintenance-badge.tsx";
import { labels, MaintenanceFields } from "../maintenance-fields.tsx";

const title = "メンテナンスの詳細";
export const metadata = pageTitle(title);

export default operatorPage(
  {
    permission: "console:notices",
    input: maintenanceIdInput,
    title,
    path: () => [{ label: "メンテナンス", href: paths.consoleMaintenance() }, { label: title }],
    tab: "console-maintenance",
    narrow: true,
  },
  async (scope, { id }) => {
    const { overlaps, ...window } = await getMaintenance(scope, id);
    return (
      <div className="mt-6">
        {overlaps.length > 0 && <Overlaps windows={overlaps} />}
        <DescriptionList
          items={[
            { term: "状態", value: <MaintenanceBadge status={window.status} /> },
            { term: labels.title, value: window.title },
            { term: labels.startsAt, value: formatDateTime(window.startsAt) },
            { term: labels.endsAt, value: formatDateTime(window.endsAt) },
          ]}
        />
        <div className="mt-4 flex flex-wrap gap-3">
          <ButtonLink href={paths.consoleMaintenance()}>一覧に戻る</ButtonLink>
          {window.status !== "withdrawn" && (
            <ConfirmDialog
              trigger="取り下げる"
              message="メンテナンスの予定を取り下げます。元に戻すことはできません。よろしいですか?"
              action={withdrawMaintenanceAction}
              okLook="danger"
              fallbackHref={paths.consoleWithdrawMaintenance(id)}
            >
              <VersionFields row={window} />
            </ConfirmDialog>
          )}
        </div>
        {window.status !== "withdrawn" && (
          <Section title="編集">
            <ActionForm action={changeMaintenanceAction} labels={labels} className="max-w-md">
              <VersionFields row={window} />
              <MaintenanceFields window={window} cancelHref={paths.consoleMaintenance()} />
            </ActionForm>
          </Section>
        )}
      </div>
    );
  },
);

function Overlaps({ windows }: { readonly windows: readonly MaintenanceRow[] }) {
  return (
    <NoticeBanner tone="warning" title="別のメンテナンスの予定と時間が重なっています。">
      <ul>
        {windows.map((window) => (
          <li key={window.id}>
            {formatDateTime(window.startsAt)} ～ {formatDateTime(window.endsAt)}{" "}
            <a href={paths.consoleMaintenanceWindow(window.id)} className="text-blue-1000 underline">
              {window.title}
            </a>
          </li>
        ))}
      </ul>
      <p>意図したものでなければ、どちらかの時間を変更するか、取り下げてください。</p>
    </NoticeBanner>
  );
}
