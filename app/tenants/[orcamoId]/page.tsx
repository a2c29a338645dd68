import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { DescriptionList } from "#components/description-list.tsx";
import { Section } from "#components/page-frame.tsx";
import { can } from "#lib/access/permissions.ts";
import { listNotices, nextMaintenance } from "#lib/notices/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { previousSignIn } from "#lib/sign-ins/queries.ts";
import { CertificateSummary } from "./certificate-summary.tsx";
import { ExpiryReminder } from "./expiry-reminder.tsx";
import { NoticeList } from "./notice-list.tsx";

export const metadata = pageTitle("TOP");

export default tenantPage(
  { permission: "notices:read", input: z.object({}), title: "TOP", path: () => [{ label: "TOP" }], tab: "top" },
  async (scope) => {
    const { system, administrators } = await listNotices(scope);
    return (
      <>
        <ExpiryReminder scope={scope} />
        <Section title="システム通知">
          <NoticeList notices={system} />
        </Section>
        <Section title="管理者からのお知らせ">
          <NoticeList notices={administrators} />
        </Section>
        {can(scope.actor, "certificates:read") && (
          <Section title="証明書の状況">
            <CertificateSummary scope={scope} />
          </Section>
        )}
        <Section title="ご利用状況">
          <Usage scope={scope} />
        </Section>
      </>
    );
  },
);

async function Usage({ scope }: { readonly scope: Scope }) {
  const maintenance = await nextMaintenance(scope);
  const before = can(scope.actor, "sign-ins:read-own") ? await previousSignIn(scope) : undefined;
  return (
    <DescriptionList
      items={[
        {
          term: "次回メンテナンス",
          value: maintenance
            ? `${formatDateTime(maintenance.startsAt)} ～ ${formatDateTime(maintenance.endsAt)} ${maintenance.title}`
            : "予定はありません",
        },
        {
          term: "前回ログイン",
          value: before ? `${formatDateTime(before.at)}（接続元IP: ${before.address}）` : "記録はありません",
        },
      ]}
    />
  );
}
