import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { type Description, DescriptionList } from "#components/description-list.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { Section } from "#components/page-frame.tsx";
import { SupportContact } from "#components/support.tsx";
import type { Verification } from "#lib/audit/model.ts";
import { verdictText } from "#lib/audit/verdict-text.ts";
import { verifyLog } from "#lib/audit/verify.ts";
import { formatDateTimeSeconds } from "#lib/platform/format.ts";

const title = "テナントログの検証";
export const metadata = pageTitle(title);

/** Verifies when it is opened: nothing is changed, and a reload verifies again. */
export default tenantPage(
  {
    permission: "tenant-log:read",
    input: z.object({}),
    title,
    path: ({ tenant }) => [{ label: "テナントログ", href: paths.log(tenant.orcamoId) }, { label: "検証" }],
    tab: "log",
  },
  async (scope) => {
    const { orcamoId } = scope.tenant;
    const verification = await verifyLog(scope);
    const whole = verification.verdict.state === "whole";
    const { title: verdict, todo } = verdictText(verification);
    const tone = !whole ? "error" : verification.checkpoint ? "success" : "warning";
    return (
      <div className="mt-6">
        <NoticeBanner tone={tone} title={verdict}>
          {todo}
          {!whole && <SupportContact />}
        </NoticeBanner>
        <Section title="検証の内容">
          <DescriptionList items={descriptions(verification, scope.clock.now())} />
        </Section>
        <p className="mt-6 flex flex-wrap gap-3">
          <ButtonLink look="primary" href={paths.verifyLog(orcamoId)}>
            もう一度検証する
          </ButtonLink>
          <ButtonLink href={paths.log(orcamoId)}>テナントログへ戻る</ButtonLink>
        </p>
      </div>
    );
  },
);

function descriptions({ entries, checkpoint }: Verification, now: Date): Description[] {
  const mark = checkpoint
    ? `${formatDateTimeSeconds(checkpoint.at)}(第${checkpoint.number}号、${checkpoint.sequence}番の記録まで)`
    : "まだありません";
  return [
    { term: "検証した日時", value: formatDateTimeSeconds(now) },
    { term: "確認できた記録", value: entries === 0n ? "なし" : `1番から${entries}番まで` },
    { term: "最新のチェックポイント", value: mark },
  ];
}
