import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { Section } from "#components/page-frame.tsx";
import { can } from "#lib/access/permissions.ts";
import { isOpenDump, minuteText, mostDumps } from "#lib/dumps/model.ts";
import { type DumpScheduleView, getDumpSchedule, listDumps } from "#lib/dumps/queries.ts";
import { refusalSentence } from "#lib/platform/refusal-words.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { OrcaMenu } from "../orca-menu.tsx";
import { orcaPath } from "../orca-path.ts";
import { DumpTable } from "./dump-table.tsx";
import { RequestDialog } from "./questions.tsx";
import { RunningDumps } from "./running-dumps.tsx";

const title = "DBダンプ";
export const metadata = pageTitle(title);

/** Seed 004 §6. */
export default tenantPage(
  {
    permission: "databases:read",
    input: z.object({}),
    title,
    heading: ({ tenant }) => `${title} (${tenant.name})`,
    path: (scope) => orcaPath(scope, { label: title }),
    tab: "details",
  },
  async (scope) => {
    const { orcamoId } = scope.tenant;
    const [dumps, schedule] = await Promise.all([listDumps(scope), getDumpSchedule(scope)]);
    const running = dumps.filter(({ state }) => isOpenDump(state));
    const ended = dumps.filter(({ state }) => !isOpenDump(state));
    const safety = ended.filter(({ kind }) => kind === "safety");
    const others = ended.filter(({ kind }) => kind !== "safety");
    const counted = dumps.filter(({ kind, state }) => kind === "manual" && (state === "done" || isOpenDump(state))).length;
    return (
      <>
        <OrcaMenu scope={scope} />
        {counted >= mostDumps ? (
          <div className="mt-4">
            <NoticeBanner tone="warning" title={refusalSentence("DUMP_LIMIT")} />
          </div>
        ) : (
          <p className="my-4">{refusalSentence("DUMP_LIMIT")}</p>
        )}
        {can(scope.actor, "databases:dump") && <RequestDialog orcamoId={orcamoId} />}
        {running.length > 0 && <RunningDumps scope={scope} rows={running} />}
        <Section title="ダンプ一覧">
          <p className="mb-2">
            手動のダンプ {counted}個（上限{mostDumps}個）
          </p>
          {others.length === 0 ? (
            <EmptyState title="作成済みのダンプはありません。" />
          ) : (
            <DumpTable scope={scope} caption="ダンプ一覧" rows={others} />
          )}
        </Section>
        <Section title="自動ダンプ">
          <Schedule scope={scope} schedule={schedule} />
        </Section>
        {safety.length > 0 && (
          <Section title="インポート前の退避">
            <p className="mb-2">
              本番インポートの切り替え前に、自動で作成したダンプです。上限の{mostDumps}
              個には数えません。自動削除日に削除されます。
            </p>
            <DumpTable scope={scope} caption="インポート前の退避" rows={safety} kept />
          </Section>
        )}
        <div className="mt-8">
          <ButtonLink href={paths.orca(orcamoId)}>戻る</ButtonLink>
        </div>
      </>
    );
  },
);

function Schedule({ scope, schedule }: { readonly scope: Scope; readonly schedule: DumpScheduleView }) {
  return (
    <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
      <p>
        {schedule.enabled
          ? `毎日${minuteText(schedule.minute)}に実行し、新しいものから${schedule.keep}個を残します。手動の上限には数えません。`
          : "設定されていません。毎日決まった時刻に、自動でダンプを作成できます。"}
      </p>
      {can(scope.actor, "databases:schedule-dumps") && (
        <ButtonLink href={paths.dumpSchedule(scope.tenant.orcamoId)}>自動ダンプの設定</ButtonLink>
      )}
    </div>
  );
}
