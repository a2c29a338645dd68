import { asideKeepDays } from "#lib/imports/model.ts";

/** In the words of a clinic, what becomes of the data in use, and when. */
export function LiveSteps() {
  return (
    <ol className="list-decimal ps-6">
      <li>ファイルを検査し、別のデータベースに読み込みます。この間、現行のデータはそのまま使えます。</li>
      <li>テーブルごとの件数をファイルと比べます。一致しないときは中止し、現行のデータは変わりません。</li>
      <li>現行のデータのダンプを自動で作成します。</li>
      <li>
        インポートしたデータに切り替えます。切り替えは一瞬ですが、日レセの接続はいったん切れます。読み込みの間に日レセで入力したデータは、切り替え後のデータには含まれません。
      </li>
      <li>
        切り替え前のデータは{asideKeepDays}
        日間残します。「元に戻す」で戻せますが、切り替え後に入力したデータは使えなくなります。
      </li>
    </ol>
  );
}
