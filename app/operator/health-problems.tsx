import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { readHealth } from "#lib/health/queries.ts";
import type { Scope } from "#lib/platform/scope.ts";

/** What is not as it should be; the rest stands on its own page. */
export async function HealthProblems({ scope }: { readonly scope: Scope }) {
  const { findings, jobs } = await readHealth(scope);
  const wrong = findings.filter(({ level }) => level === "bad" || level === "attention");
  const late = jobs.filter(({ level }) => level === "bad" || level === "attention");
  return (
    <>
      {wrong.map(({ name, level, fact, remedy }) => (
        <NoticeBanner key={name} tone={level === "bad" ? "error" : "warning"} title={`${name}: ${fact}`}>
          {remedy}
        </NoticeBanner>
      ))}
      {late.length > 0 && (
        <NoticeBanner tone="warning" title={`遅れている、または失敗したジョブが${late.length}件あります。`}>
          稼働状況で内容を確認してください。
        </NoticeBanner>
      )}
      {wrong.length + late.length === 0 && <EmptyState title="異常はありません。" />}
      <div className="mt-3">
        <ButtonLink href={paths.consoleHealth}>稼働状況を見る</ButtonLink>
      </div>
    </>
  );
}
