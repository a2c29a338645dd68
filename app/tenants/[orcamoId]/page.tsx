import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { Section } from "#components/page-frame.tsx";
import { can } from "#lib/access/permissions.ts";
import { type MaintenanceWindow, nextMaintenance } from "#lib/maintenance/queries.ts";
import { audienceLabels } from "#lib/notices/model.ts";
import { listNotices } from "#lib/notices/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { listFailedRenewals } from "#lib/renewals/queries.ts";
import { previousSignIn } from "#lib/sign-ins/queries.ts";
import { CertificateSummary } from "./certificate-summary.tsx";
import { ExpiryReminder } from "./expiry-reminder.tsx";
import { FailedRenewalsBanner, FailedRenewalsSection } from "./failed-renewals.tsx";
import { NoticeList } from "./notice-list.tsx";

export const metadata = pageTitle("TOP");

export default tenantPage(
  { permission: "notices:read", input: z.object({}), title: "TOP", path: () => [{ label: "TOP" }], tab: "top" },
  async (scope) => {
    const { system, administrators } = await listNotices(scope);
    const maintenance = await nextMaintenance(scope);
    const { orcamoId } = scope.tenant;
    const failed = can(scope.actor, "certificates:read") ? await listFailedRenewals(scope, { page: 1 }) : undefined;
    return (
      <>
        {maintenance?.status === "running" && <RunningMaintenance window={maintenance} />}
        <ExpiryReminder scope={scope} />
        {failed && <FailedRenewalsBanner orcamoId={orcamoId} failed={failed} />}
        <Section title={audienceLabels.system}>
          <NoticeList notices={system} />
        </Section>
        {administrators && (
          <Section title={audienceLabels.administrators}>
            <NoticeList notices={administrators} />
          </Section>
        )}
        {failed && <FailedRenewalsSection orcamoId={orcamoId} failed={failed} />}
        {can(scope.actor, "certificates:read") && (
          <Section title="証明書の状況">
            <CertificateSummary scope={scope} />
          </Section>
        )}
        <Section title="ご利用状況">
          <Usage scope={scope} maintenance={maintenance} />
        </Section>
      </>
    );
  },
);

function RunningMaintenance({ window }: { readonly window: MaintenanceWindow }) {
  return (
    <div className="mt-4">
      <NoticeBanner tone="warning" title="ただいまメンテナンスを実施中です。">
        {period(window)} {window.title} 終わるまで、一部の機能をご利用いただけないことがあります。
      </NoticeBanner>
    </div>
  );
}

interface UsageProps {
  readonly scope: Scope;
  readonly maintenance: MaintenanceWindow | undefined;
}

async function Usage({ scope, maintenance }: UsageProps) {
  const before = can(scope.actor, "sign-ins:read-own") ? await previousSignIn(scope) : undefined;
  return (
    <DescriptionList
      items={[
        {
          term: maintenance?.status === "running" ? "実施中のメンテナンス" : "次回メンテナンス",
          value: maintenance ? `${period(maintenance)} ${maintenance.title}` : "予定はありません",
        },
        {
          term: "前回ログイン",
          value: before ? `${formatDateTime(before.at)}（接続元IP: ${before.address}）` : "記録はありません",
        },
      ]}
    />
  );
}

function period({ startsAt, endsAt }: MaintenanceWindow): string {
  return `${formatDateTime(startsAt)} ～ ${formatDateTime(endsAt)}`;
}
