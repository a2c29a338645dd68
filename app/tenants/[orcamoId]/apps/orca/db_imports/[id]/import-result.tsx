import { NoticeBanner } from "#components/notice-banner.tsx";
import { SupportContact } from "#components/support.tsx";
import type { ImportView } from "#lib/imports/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";

interface ImportResultProps {
  readonly view: ImportView;
  readonly scheduled: boolean;
}

/** How it ended, in a sentence or two: 完了メッセージ or 異常終了 (seed 004 §5 ⑥). */
export function ImportResult({ view, scheduled }: ImportResultProps) {
  const banner = scheduled && view.scheduledFor ? <Scheduled at={view.scheduledFor} /> : <Ended view={view} />;
  return <div className="mt-4">{banner}</div>;
}

function Scheduled({ at }: { readonly at: Date }) {
  return (
    <NoticeBanner tone="info" title={`${formatDateTime(at)}に開始します。`}>
      この時刻まで、キャンセルできます。現行のデータは、そのままご利用いただけます。
    </NoticeBanner>
  );
}

function Ended({ view }: { readonly view: ImportView }) {
  const { kind, state, sentence, rolledBackAt } = view;
  if (state === "done" && kind === "test") {
    return (
      <NoticeBanner tone="success" title="テストインポートが完了しました。">
        現行のデータは変わっていません。下のレポートを確認し、問題がなければ本番インポートへ進んでください。
      </NoticeBanner>
    );
  }
  if (state === "done") {
    return (
      <NoticeBanner tone="success" title="インポートが完了しました。">
        日レセは、インポートしたデータで動いています。
        {view.rollBackUntil && `${formatDateTime(view.rollBackUntil)}まで、「元に戻す」で切り替え前のデータに戻せます。`}
      </NoticeBanner>
    );
  }
  if (state === "failed") {
    return (
      <NoticeBanner tone="error" title="インポートは異常終了しました。現行のデータは変わっていません。">
        <p>{sentence}</p>
        <p className="mt-2">
          内容が不明なときや繰り返すときは、下のインポートログをダウンロードし、添付の上でお問い合わせください。
        </p>
        <SupportContact />
      </NoticeBanner>
    );
  }
  if (state === "cancelled") {
    return <NoticeBanner tone="info" title="インポートをキャンセルしました。現行のデータは変わっていません。" />;
  }
  if (state === "rolledBack") {
    return (
      <NoticeBanner
        tone="info"
        title={`${rolledBackAt ? `${formatDateTime(rolledBackAt)}に、` : ""}インポート前のデータベースに戻しました。`}
      />
    );
  }
  return null;
}
