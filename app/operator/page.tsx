import { z } from "zod";
import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { DescriptionList } from "#components/description-list.tsx";
import { ExpirySummary } from "#components/expiry-summary.tsx";
import { Section } from "#components/page-frame.tsx";
import { TextLink } from "#components/text-link.tsx";
import { endingDays } from "#lib/certificates/model.ts";
import { nextMaintenance } from "#lib/maintenance/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { getOverview, type Overview } from "#lib/tenants/console-queries.ts";
import { tenantKindLabels, tenantStateLabels } from "#lib/tenants/model.ts";
import { HealthProblems } from "./health-problems.tsx";
import { LockedOutList } from "./locked-out-list.tsx";

const title = "運用TOP";
export const metadata = pageTitle(title);

export default operatorPage(
  { permission: "console:read", input: z.object({}), title, path: () => [{ label: title }], tab: "console" },
  async (scope) => {
    const overview = await getOverview(scope);
    return (
      <>
        <Section title="テナント・ベンダー">
          <Organizations overview={overview} />
        </Section>
        <Section title="証明書の状況（全テナント）">
          <ExpirySummary counts={expiries(overview)} />
        </Section>
        <Section title="ログインに使える証明書がないテナント">
          <LockedOutList rows={overview.lockedOut} more={overview.more} />
        </Section>
        <Section title="メンテナンス">
          <Maintenance scope={scope} />
        </Section>
        <Section title="稼働状況">
          <HealthProblems scope={scope} />
        </Section>
      </>
    );
  },
);

function Organizations({ overview: { clinics, vendors } }: { readonly overview: Overview }) {
  return (
    <DescriptionList
      items={[
        { term: tenantKindLabels.clinic, value: <Counts kind="clinic" counts={clinics} /> },
        { term: tenantKindLabels.vendor, value: <Counts kind="vendor" counts={vendors} /> },
      ]}
    />
  );
}

function Counts({ kind, counts }: { readonly kind: "clinic" | "vendor"; readonly counts: Overview["clinics"] }) {
  return (
    <span className="flex flex-wrap gap-x-6">
      {(["active", "stopped"] as const).map((state) => (
        <TextLink
          key={state}
          href={paths.consoleTenants({ kind, state })}
          aria-label={`${tenantKindLabels[kind]} ${tenantStateLabels[state]} ${counts[state]}件の一覧`}
        >
          {tenantStateLabels[state]} {counts[state].toLocaleString("ja-JP")}件
        </TextLink>
      ))}
    </span>
  );
}

function expiries({ certificates }: Overview) {
  const href = (status: string) => paths.consoleCertificates({ status });
  return [
    { key: "soon", label: `${endingDays}日以内に期限切れ`, count: certificates.ending, href: href("ending") },
    { key: "expired", label: "期限切れ", count: certificates.expired, href: href("expired") },
  ] as const;
}

async function Maintenance({ scope }: { readonly scope: Scope }) {
  const window = await nextMaintenance(scope);
  const running = window?.status === "running";
  return (
    <DescriptionList
      items={[
        {
          term: running ? "実施中のメンテナンス" : "次回メンテナンス",
          value: window
            ? `${formatDateTime(window.startsAt)} ～ ${formatDateTime(window.endsAt)} ${window.title}`
            : "予定はありません",
        },
      ]}
    />
  );
}
