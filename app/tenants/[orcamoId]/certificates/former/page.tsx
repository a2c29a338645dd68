import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { ListCount } from "#components/list-count.tsx";
import { Pager } from "#components/pager.tsx";
import { listFormerCertificates } from "#lib/certificates/list-former.ts";
import { pageInput } from "#lib/platform/list-inputs.ts";
import { FormerTable, formerTitle } from "./former-table.tsx";

export const metadata = pageTitle(formerTitle);

export default tenantPage(
  {
    permission: "certificates:read",
    input: z.object({ page: pageInput }),
    title: formerTitle,
    path: ({ tenant }) => [{ label: "証明書一覧", href: paths.certificates(tenant.orcamoId) }, { label: formerTitle }],
    tab: "certificates",
  },
  async (scope, input) => {
    const { orcamoId } = scope.tenant;
    const { rows, page } = await listFormerCertificates(scope, input);
    return (
      <div className="mt-6">
        <p>
          更新した後も使える、以前の証明書です。最後に使われたものから表示します。「未切り替え」と「以前の証明書も使用中」の端末には、新しい証明書を設定してください。データベースへの接続だけに使う証明書は、接続を確認できません。
        </p>
        <ListCount page={page} rows={rows} />
        <Pager page={page.number} pages={page.last} href={(number) => paths.formerCertificates(orcamoId, { page: number })} />
        {rows.length === 0 ? (
          <EmptyState title="使える以前の証明書はありません。" />
        ) : (
          <FormerTable orcamoId={orcamoId} rows={rows} />
        )}
        <p className="mt-6">
          <ButtonLink href={paths.certificates(orcamoId)}>一覧に戻る</ButtonLink>
        </p>
      </div>
    );
  },
);
