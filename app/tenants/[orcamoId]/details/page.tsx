import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { DescriptionList } from "#components/description-list.tsx";
import { TextLink } from "#components/text-link.tsx";
import { can } from "#lib/access/permissions.ts";
import { entrustmentKindLabels } from "#lib/entrustments/model.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { type LinkedApp, linkedAppLabels, overlapText } from "#lib/tenants/model.ts";
import { getTenantDetails } from "#lib/tenants/queries.ts";
import { Vendors } from "./vendors.tsx";

const title = "テナント詳細";
export const metadata = pageTitle(title);

/** Seed 004 §5. */
export default tenantPage(
  { permission: "tenants:read", input: z.object({}), title, path: () => [{ label: title }], tab: "details" },
  async (scope) => {
    const tenant = await getTenantDetails(scope);
    return (
      <div className="mt-6">
        <DescriptionList
          items={[
            { term: "ORCAMO ID", value: tenant.displayId },
            { term: "名称", value: tenant.name },
            { term: entrustmentKindLabels.server, value: <Vendors scope={scope} kind="server" names={tenant.serverVendor} /> },
            { term: entrustmentKindLabels.general, value: <Vendors scope={scope} kind="general" names={tenant.generalVendor} /> },
            { term: "登録日時", value: formatDateTime(tenant.createdAt) },
            { term: "更新日時", value: formatDateTime(tenant.updatedAt) },
            { term: "状態", value: tenant.state },
            { term: "保守", value: tenant.maintenance },
            {
              term: "連携アプリ設定",
              value: tenant.linkedApps.length > 0 ? <LinkedApps scope={scope} apps={tenant.linkedApps} /> : undefined,
            },
            { term: "以前の証明書の扱い", value: <Overlap scope={scope} days={tenant.overlapDays} /> },
          ]}
        />
      </div>
    );
  },
);

function Overlap({ scope, days }: { readonly scope: Scope; readonly days: number | null }) {
  return (
    <div className="flex flex-wrap items-center gap-x-4">
      {overlapText(days)}
      {can(scope.actor, "tenants:overlap") && (
        <TextLink href={paths.overlap(scope.tenant.orcamoId)}>
          変更<span className="sr-only">（以前の証明書の扱い）</span>
        </TextLink>
      )}
    </div>
  );
}

interface LinkedAppsProps {
  readonly scope: Scope;
  readonly apps: readonly LinkedApp[];
}

function LinkedApps({ scope, apps }: LinkedAppsProps) {
  return (
    <ul>
      {apps.map((app) => (
        <li key={app}>
          <LinkedAppName scope={scope} app={app} />
        </li>
      ))}
    </ul>
  );
}

function LinkedAppName({ scope: { actor, tenant }, app }: { readonly scope: Scope; readonly app: LinkedApp }) {
  const label = linkedAppLabels[app];
  if (app === "qkan") return `${label}（準備中）`;
  return can(actor, "databases:read") ? <TextLink href={paths.orca(tenant.orcamoId)}>{label}</TextLink> : label;
}
