import { asideKeepDays, importKindLabels, stagingKeepDays } from "#lib/imports/model.ts";

/** What the two kinds do, before anybody chooses. */
export function WhatHappens() {
  return (
    <ol className="list-decimal ps-6">
      <li>ダンプファイルをアップロードします。途中で切れても、同じファイルを選択すれば続きから送れます。</li>
      <li>
        {importKindLabels.test}
        を実行します。ファイルを検査し、確認用データベースに読み込んで、テーブルごとの件数を現行のデータと比べたレポートを表示します。現行のデータは変わりません。確認用データベースは、
        {stagingKeepDays}日間残すこともできます。
      </li>
      <li>
        {importKindLabels.live}
        を実行します。同じ検査と読み込みの後、現行のデータのダンプを自動で作成してから、インポートしたデータに切り替えます。切り替え前のデータは
        {asideKeepDays}日間残し、「元に戻す」で戻せます。
      </li>
    </ol>
  );
}
