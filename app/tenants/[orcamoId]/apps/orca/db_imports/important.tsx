import { Icon } from "#components/icon.tsx";
import type { MaintenanceWindow } from "#lib/maintenance/queries.ts";
import { formatDateTime } from "#lib/platform/format.ts";

/** The three warnings of the manual, word for word (seed 004 §5), and what is planned. */
export function Important({ maintenance }: { readonly maintenance: MaintenanceWindow | undefined }) {
  return (
    <section aria-labelledby="important" className="mt-4 rounded-12 border-2 border-error-2 p-4">
      <h2 id="important" className="flex items-center gap-2 font-700 text-error-2">
        <Icon name="warning" className="size-6" />
        ＜重要＞
      </h2>
      <ul className="mt-2 list-disc ps-6">
        <li>
          データインポートを実行した場合、上書きにより現行データが削除されます。
          事前にデータエクスポートを実行されることをお勧めします。
        </li>
        <li>本稼動直前の本番データインポートの1週間以上前に、事前に最低1回はテストインポートを実施してください。</li>
        <li>
          本稼動直前の本番データインポート日時を医療機関様と19時以降で調整する場合、
          日レセクラウドのメンテナンス予定日時と重なっていないか事前にご確認ください。
        </li>
      </ul>
      <p className="mt-3">
        {maintenance?.status === "running" ? "実施中のメンテナンス" : "次回メンテナンス"}:{" "}
        <span className="font-700">
          {maintenance
            ? `${formatDateTime(maintenance.startsAt)} ～ ${formatDateTime(maintenance.endsAt)} ${maintenance.title}`
            : "予定はありません"}
        </span>
      </p>
    </section>
  );
}
