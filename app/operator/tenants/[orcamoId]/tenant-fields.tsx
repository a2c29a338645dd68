import { paths } from "#app/_doors/paths.ts";
import { DescriptionList } from "#components/description-list.tsx";
import { TextLink } from "#components/text-link.tsx";
import { formatDateTime } from "#lib/platform/format.ts";
import type { ConsoleTenant } from "#lib/tenants/console-queries.ts";
import { displayOrcamoId, linkedAppLabels, tenantKindLabels } from "#lib/tenants/model.ts";
import { passwordPolicyLabels } from "#lib/users/model.ts";
import { TenantBadge } from "../tenant-badge.tsx";

export function TenantFields({ tenant }: { readonly tenant: ConsoleTenant }) {
  const { users } = tenant;
  const clinic = [
    { term: "医療機関ID", value: tenant.medicalId },
    { term: "利用プラン", value: tenant.plan },
    { term: "API利用プラン", value: tenant.apiPlan },
    { term: "連携アプリ設定", value: tenant.linkedApps.map((app) => linkedAppLabels[app]).join("、") },
  ];
  return (
    <DescriptionList
      items={[
        { term: "ORCAMO ID", value: `${tenant.orcamoId}（${displayOrcamoId(tenant.orcamoId)}）` },
        { term: "名称", value: tenant.name },
        { term: "種別", value: tenantKindLabels[tenant.kind] },
        { term: "状態", value: <TenantBadge state={tenant.state} /> },
        ...(tenant.state === "active"
          ? []
          : [{ term: tenant.state === "stopped" ? "停止の理由" : "解約の理由", value: tenant.reason }]),
        { term: "保守", value: tenant.maintenance },
        ...(tenant.kind === "clinic" ? clinic : []),
        { term: "パスワードの規則", value: passwordPolicyLabels[tenant.passwordPolicy] },
        { term: "登録日時", value: formatDateTime(tenant.createdAt) },
        { term: "更新日時", value: formatDateTime(tenant.updatedAt) },
        { term: "ユーザ", value: `${users.all}人（利用中 ${users.active}人）` },
        { term: "最終ログイン", value: users.lastSignInAt ? formatDateTime(users.lastSignInAt) : "なし" },
        { term: "証明書", value: <Certificates tenant={tenant} /> },
      ]}
    />
  );
}

function Certificates({ tenant: { orcamoId, usableCertificates } }: { readonly tenant: ConsoleTenant }) {
  return (
    <>
      ログインに使えるもの {usableCertificates}枚{" "}
      <TextLink href={paths.consoleCertificates({ o: orcamoId })}>すべての証明書を検索する</TextLink>
    </>
  );
}
