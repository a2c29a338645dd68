import { z } from "zod";
import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { DataTable } from "#components/data-table.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { Section } from "#components/page-frame.tsx";
import { readHealth } from "#lib/health/queries.ts";
import { formatDateTimeSeconds } from "#lib/platform/format.ts";
import { findingColumns, jobColumns } from "./columns.tsx";

const title = "稼働状況";
export const metadata = pageTitle(title);

export default operatorPage(
  { permission: "console:read", input: z.object({}), title, path: () => [{ label: title }], tab: "console-health" },
  async (scope) => {
    const { findings, jobs } = await readHealth(scope);
    const lines = [...findings, ...jobs];
    const bad = lines.filter(({ level }) => level === "bad").length;
    const attention = lines.filter(({ level }) => level === "attention").length;
    return (
      <div className="mt-6">
        {bad + attention === 0 ? (
          <NoticeBanner tone="success" title="すべて正常です。" />
        ) : (
          <NoticeBanner tone={bad > 0 ? "error" : "warning"} title={`異常 ${bad}件、注意 ${attention}件があります。`}>
            それぞれの行の対応を確認してください。
          </NoticeBanner>
        )}
        <div className="flex flex-wrap items-center gap-3">
          <p>{formatDateTimeSeconds(scope.clock.now())} 現在</p>
          <ButtonLink href={paths.consoleHealth}>最新の状態にする</ButtonLink>
        </div>
        <Section title="ポータル">
          <DataTable caption="ポータル" captionHidden columns={findingColumns} rows={findings} rowKey={(row) => row.name} />
        </Section>
        <Section title="ジョブ">
          <DataTable caption="ジョブ" captionHidden columns={jobColumns} rows={jobs} rowKey={(row) => row.name} />
        </Section>
      </div>
    );
  },
);
