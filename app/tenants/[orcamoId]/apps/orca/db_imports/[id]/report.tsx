import { withQuery } from "#app/_doors/paths.ts";
import { DescriptionList } from "#components/description-list.tsx";
import { EmptyState } from "#components/empty-state.tsx";
import { NoticeBanner } from "#components/notice-banner.tsx";
import { TextLink } from "#components/text-link.tsx";
import type { ImportReport } from "#lib/imports/model.ts";
import { formatBytes, formatCount } from "#lib/platform/format.ts";
import { ReportTables } from "./report-tables.tsx";

interface ReportProps {
  readonly report: ImportReport;
  readonly tables: "changed" | "all";
  readonly href: string;
}

/** What the file said, what came out of it, and what is in use: the person decides by it. */
export function Report({ report, tables, href }: ReportProps) {
  const changed = report.tables.filter(({ change }) => change !== "same");
  const shown = tables === "all" ? report.tables : changed;
  return (
    <>
      {isMuchSmaller(report) && (
        <NoticeBanner tone="warning" title="インポートしたデータは、現行のデータよりかなり少なくなっています。">
          古いファイルや、別の医療機関のファイルでないか確認してください。
        </NoticeBanner>
      )}
      <Totals report={report} />
      {report.leftOut.length > 0 && (
        <>
          <p className="mt-4 font-700">読み込まなかったもの（データの内容には影響ありません）</p>
          <ul className="list-disc ps-6">
            {report.leftOut.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      )}
      <nav aria-label="表示するテーブル" className="mt-6 flex flex-wrap gap-x-6">
        <Filter href={`${withQuery(href, {})}#report`} current={tables === "changed"}>
          件数に変化のあるテーブル（{changed.length}）
        </Filter>
        <Filter href={`${withQuery(href, { tables: "all" })}#report`} current={tables === "all"}>
          すべてのテーブル（{report.tables.length}）
        </Filter>
      </nav>
      {shown.length === 0 ? <EmptyState title="現行のデータと件数が違うテーブルはありません。" /> : <ReportTables rows={shown} />}
    </>
  );
}

interface FilterProps {
  readonly href: string;
  readonly current: boolean;
  readonly children: React.ReactNode;
}

function Filter({ href, current, children }: FilterProps) {
  if (!current) return <TextLink href={href}>{children}</TextLink>;
  return (
    <span aria-current="true" className="inline-flex min-h-11 items-center font-700">
      {children}
    </span>
  );
}

function Totals({ report: { archive, encoding, totals, largeObjects, differences } }: { readonly report: ImportReport }) {
  return (
    <DescriptionList
      items={[
        {
          term: "ファイルのバージョン",
          value: `PostgreSQL ${archive.serverVersion}（pg_dump ${archive.dumpVersion}、自動判定）`,
        },
        {
          term: "文字コード",
          value: encoding.converted ? `${encoding.from}（UTF-8に変換しました）` : `${encoding.from}（変換していません）`,
        },
        { term: "ファイルのサイズ", value: `${formatBytes(archive.bytes)}（展開後 ${formatBytes(archive.dataBytes)}）` },
        {
          term: "件数の合計",
          value: `ファイル ${formatCount(totals.archiveRows)}件、インポート後 ${formatCount(totals.stagingRows)}件、現行 ${
            totals.liveRows === null ? "なし" : `${formatCount(totals.liveRows)}件`
          }`,
        },
        {
          term: "ラージオブジェクト",
          value: `ファイル ${formatCount(largeObjects.archive)}個、インポート後 ${formatCount(largeObjects.staging)}個`,
        },
        {
          term: "ファイルとの一致",
          value: differences === 0 ? "すべて一致しました。" : `${formatCount(differences)}件が一致しません。`,
        },
      ]}
    />
  );
}

/** A tenth fewer rows than are in use: rarely meant. */
function isMuchSmaller({ totals: { stagingRows, liveRows } }: ImportReport): boolean {
  return liveRows !== null && stagingRows < liveRows * 0.9;
}
