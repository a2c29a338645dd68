import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { EmptyState } from "#components/empty-state.tsx";
import { ListCount } from "#components/list-count.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { Section } from "#components/page-frame.tsx";
import { Pager } from "#components/pager.tsx";
import { TextLink } from "#components/text-link.tsx";
import { can } from "#lib/access/permissions.ts";
import { certificateListInput } from "#lib/certificates/inputs.ts";
import { listCertificates } from "#lib/certificates/queries.ts";
import { BulkForm } from "./bulk-form.tsx";
import { CertificateTable } from "./certificate-table.tsx";
import { listQuery } from "./list-query.ts";
import { SearchForm } from "./search-form.tsx";

export const metadata = pageTitle("証明書一覧");

export default tenantPage(
  {
    permission: "certificates:read",
    input: certificateListInput,
    title: "証明書管理",
    path: () => [{ label: "証明書一覧" }],
    tab: "certificates",
  },
  async (scope, input) => {
    const { orcamoId } = scope.tenant;
    const { rows, page } = await listCertificates(scope, input);
    const mayRequest = can(scope.actor, "certificates:request");
    const mayDownload = can(scope.actor, "certificates:bulk-download");
    return (
      <>
        <SearchForm orcamoId={orcamoId} input={input} />
        <Section title="証明書一覧">
          <BulkForm orcamoId={orcamoId} input={input} total={page.total} request={mayRequest} download={mayDownload}>
            {mayDownload && (input.everything || input.chosen.length > 0) && <ChosenBefore />}
            <ListCount page={page} rows={rows} />
            <Pager
              page={page.number}
              pages={page.last}
              href={(number) => paths.certificates(orcamoId, listQuery({ ...input, page: number }))}
            />
            {rows.length === 0 ? (
              <EmptyState title="条件に合う証明書はありません。">検索条件を変えて、もう一度検索してください。</EmptyState>
            ) : (
              <CertificateTable orcamoId={orcamoId} input={input} rows={rows} choosable={mayDownload} />
            )}
          </BulkForm>
        </Section>
        <p className="mt-6 flex flex-wrap gap-x-6">
          <TextLink href={paths.renewals(orcamoId)}>更新に失敗した証明書</TextLink>
          <TextLink href={paths.formerCertificates(orcamoId)}>以前の証明書の利用状況</TextLink>
          {can(scope.actor, "tenants:overlap") && <TextLink href={paths.overlap(orcamoId)}>以前の証明書の扱い</TextLink>}
        </p>
      </>
    );
  },
);

function ChosenBefore() {
  return (
    <div className="mt-4">
      <NoticeBanner tone="info" title="選択はそのままです。「一括ダウンロード」をもう一度押してください。" />
    </div>
  );
}
