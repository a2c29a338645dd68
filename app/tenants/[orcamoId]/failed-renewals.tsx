import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { Section } from "#components/page-frame.tsx";
import { TextLink } from "#components/text-link.tsx";
import type { FailedRenewals } from "#lib/renewals/queries.ts";
import { FailedRenewalTable, failedRenewalsTitle } from "./certificates/renewals/failed-renewal-table.tsx";

interface FailedRenewalsProps {
  readonly orcamoId: string;
  readonly failed: FailedRenewals;
}

/** Programs tell their users nothing when a renewal fails: TOP does. An alarm only where it will not pass by itself. */
export function FailedRenewalsBanner({ orcamoId, failed }: FailedRenewalsProps) {
  if (failed.page.total === 0) return null;
  return (
    <div className="mt-4">
      <NoticeBanner
        tone={failed.urgent ? "warning" : "info"}
        title={`更新に失敗した証明書が${failed.page.total}枚あります。`}
        actions={<ButtonLink href={paths.renewals(orcamoId)}>確認する</ButtonLink>}
      >
        {failed.urgent
          ? "連携ソフトは、更新に失敗しても利用者に知らせません。有効期限が切れて使えなくなる前に、理由を確認して対応してください。"
          : "いずれも対応は不要です。連携ソフトが時間をおいて改めて更新します。"}
      </NoticeBanner>
    </div>
  );
}

/** The newest of them. */
export function FailedRenewalsSection({ orcamoId, failed }: FailedRenewalsProps) {
  const rows = failed.rows.slice(0, 5);
  if (rows.length === 0) return null;
  return (
    <Section title={failedRenewalsTitle}>
      <FailedRenewalTable orcamoId={orcamoId} rows={rows} />
      {failed.page.total > rows.length && (
        <p className="mt-3">
          <TextLink href={paths.renewals(orcamoId)}>すべて表示する（{failed.page.total}件）</TextLink>
        </p>
      )}
    </Section>
  );
}
