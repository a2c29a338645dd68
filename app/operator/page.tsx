import { z } from "zod";
import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { DescriptionList } from "#components/description-list.tsx";
import { ExpirySummary } from "#components/expiry-summary.tsx";
import { Section } from "#components/page-frame.tsx";
import { endingDays } from "#lib/certificates/model.ts";
import { nextMaintenance } from "#lib/maintenance/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { getOverview, type Overview } from "#lib/tenants/console-queries.ts";
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
  const items = (["clinic", "vendor"] as const).flatMap((kind) => {
    const { active, stopped } = kind === "clinic" ? clinics : vendors;
    const label = kind === "clinic" ? "医療機関・介護事業所" : "ベンダー";
    return [
      { term: `${label}（有効）`, value: <Count kind={kind} state="active" count={active} label={label} /> },
      { term: `${label}（停止）`, value: <Count kind={kind} state="stopped" count={stopped} label={label} /> },
    ];
  });
  return <DescriptionList items={items} />;
}

interface CountProps {
  readonly kind: string;
  readonly state: "active" | "stopped";
  readonly count: number;
  readonly label: string;
}

function Count({ kind, state, count, label }: CountProps) {
  return (
    <a
      href={paths.consoleTenants({ kind, state })}
      aria-label={`${label}（${state === "active" ? "有効" : "停止"}） ${count}件の一覧`}
      className="inline-flex min-h-11 items-center text-blue-1000 underline underline-offset-4"
    >
      {count.toLocaleString("ja-JP")}件
    </a>
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
