import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { Section } from "#components/page-frame.tsx";
import { TextLink } from "#components/text-link.tsx";
import { formatDateTime } from "#lib/platform/format.ts";
import { type ConsoleTenant, getConsoleTenant } from "#lib/tenants/console-queries.ts";
import { EntrustmentTable } from "./entrustment-table.tsx";
import { TenantButtons } from "./tenant-buttons.tsx";
import { TenantFields } from "./tenant-fields.tsx";
import { tenantPageRule } from "./tenant-page-rule.ts";

const title = "テナントの詳細";
export const metadata = pageTitle(title);

export default operatorPage({ permission: "console:read", ...tenantPageRule(title), narrow: false }, async (scope, input) => {
  const tenant = await getConsoleTenant(scope, input);
  return (
    <div className="mt-6">
      {tenant.state !== "closed" && <HandOuts handOuts={tenant.handOuts} />}
      {tenant.state === "active" && tenant.usableCertificates === 0 && (
        <NoticeBanner tone="warning" title="ログインに使える証明書がありません。">
          このテナントの利用者は誰もログインできません。本人を確認のうえ、証明書を緊急発行してください。
        </NoticeBanner>
      )}
      <TenantFields tenant={tenant} />
      <TenantButtons tenant={tenant} />
      {tenant.kind !== "operator" && (
        <Section title={tenant.kind === "clinic" ? "委託しているベンダー" : "委託を受けているテナント"}>
          <EntrustmentTable entrustments={tenant.entrustments} />
        </Section>
      )}
    </div>
  );
});

/** A lost answer of the form that made them leads back here. */
function HandOuts({ handOuts }: { readonly handOuts: ConsoleTenant["handOuts"] }) {
  return handOuts.map(({ id, fileName, expiresAt }) => (
    <NoticeBanner key={id} tone="info" title={`まだ受け取っていないファイルがあります: ${fileName}`}>
      <TextLink href={paths.consoleHandOut(id)}>受け取る画面を開く</TextLink>（{formatDateTime(expiresAt)} まで）
    </NoticeBanner>
  ));
}
