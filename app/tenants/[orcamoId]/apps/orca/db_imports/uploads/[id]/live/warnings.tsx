import { NoticeBanner } from "#components/notice-banner.tsx";
import { asideKeepDays, testBeforeDays } from "#lib/imports/model.ts";
import type { ImportWarnings } from "#lib/imports/warn.ts";
import { formatDateTime } from "#lib/platform/format.ts";

/** What speaks against importing now; none of it forbids it (seed 004 §5). */
export function Warnings({ warnings }: { readonly warnings: ImportWarnings }) {
  const { noRecentTest, lastTestAt, maintenance, beforeQuietHour } = warnings;
  return (
    <>
      <NoticeBanner tone="warning" title="データインポートを実行した場合、上書きにより現行データが削除されます。">
        切り替え前のデータベースは{asideKeepDays}日間残り、その間は「元に戻す」で戻せます。
      </NoticeBanner>
      {noRecentTest && (
        <NoticeBanner tone="warning" title={`${testBeforeDays}日以内に成功したテストインポートがありません。`}>
          本番データインポートの1週間以上前に、事前に最低1回はテストインポートを実施してください。
        </NoticeBanner>
      )}
      {maintenance && (
        <NoticeBanner tone="warning" title="日レセクラウドのメンテナンス予定日時が近づいています。">
          {formatDateTime(maintenance.startsAt)} ～ {formatDateTime(maintenance.endsAt)} {maintenance.title}
          。重なるときは、時間を変更してください。
        </NoticeBanner>
      )}
      {beforeQuietHour && (
        <NoticeBanner tone="warning" title="診療時間中の可能性があります。">
          切り替えの瞬間に日レセの接続が切れます。医療機関様と、19時以降で調整してください。下の「予約」で、19時以降に実行することもできます。
        </NoticeBanner>
      )}
      {lastTestAt && <p className="mb-4">最後に成功したテストインポート: {formatDateTime(lastTestAt)}</p>}
    </>
  );
}
