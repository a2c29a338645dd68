import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { ListCount } from "#components/list-count.tsx";
import { Pager } from "#components/pager.tsx";
import { pageInput } from "#lib/platform/list-inputs.ts";
import { failureDays } from "#lib/renewals/model.ts";
import { listFailedRenewals } from "#lib/renewals/queries.ts";
import { FailedRenewalTable, failedRenewalsTitle } from "./failed-renewal-table.tsx";

export const metadata = pageTitle(failedRenewalsTitle);

export default tenantPage(
  {
    permission: "certificates:read",
    input: z.object({ page: pageInput }),
    title: failedRenewalsTitle,
    path: ({ tenant }) => [{ label: "証明書一覧", href: paths.certificates(tenant.orcamoId) }, { label: failedRenewalsTitle }],
    tab: "certificates",
  },
  async (scope, input) => {
    const { orcamoId } = scope.tenant;
    const { rows, page } = await listFailedRenewals(scope, input);
    return (
      <div className="mt-6">
        <p>
          過去{failureDays}
          日間に、連携ソフトや端末による更新が拒否され、その後に成功していない利用中の証明書です。新しいものから表示します。
        </p>
        <ListCount page={page} rows={rows} />
        <Pager page={page.number} pages={page.last} href={(number) => paths.renewals(orcamoId, { page: number })} />
        {rows.length === 0 ? (
          <EmptyState title="更新に失敗したままの証明書はありません。" />
        ) : (
          <FailedRenewalTable orcamoId={orcamoId} rows={rows} />
        )}
        <p className="mt-6">
          <ButtonLink href={paths.certificates(orcamoId)}>一覧に戻る</ButtonLink>
        </p>
      </div>
    );
  },
);
