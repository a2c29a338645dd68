import { CopyButton } from "#components/copy-button.tsx";
import { SupportContact } from "#components/support.tsx";

const command = "sudo -u orca pg_dump -Fc orca > orca.dump";

/** Which file it is, how it is made, what goes wrong, whom to ask (seed 004 §5). */
export function FileGuide() {
  return (
    <>
      <h3 className="font-700">オンプレ版からダンプファイルを出力するためのコマンドの例</h3>
      <p className="my-2 flex flex-wrap items-center gap-3">
        <code translate="no" className="rounded-8 border border-solid-gray-420 bg-solid-gray-50 px-3 py-2 font-mono break-all">
          {command}
        </code>
        <CopyButton value={command} what="コマンド" />
      </p>
      <h3 className="mt-6 font-700">よくあるエラーとご注意点</h3>
      <ul className="mt-2 list-disc ps-6">
        <li>
          データベースの文字コードは予め UTF-8
          に変更する必要があります。ただし、EUC_JPとShift_JISのデータベースは、インポートのときに自動でUTF-8に変換します（外字が含まれる場合は、テーブルと文字を示して中止します）。
        </li>
        <li>
          pg_dumpのカスタム形式（-Fc）のファイルだけをインポートできます。オンプレ版の標準のバックアップ（圧縮したSQL）、tar形式、zipファイルはインポートできません。
        </li>
        <li>ファイルをFTPでコピーするときは、バイナリモードを使用してください。文字として変換されたファイルは壊れています。</li>
        <li>
          途中で切れたファイルや壊れたファイルは、データを読み込む前の検査で見つけて中止します。現行のデータは変わりません。
        </li>
        <li>
          <a href="#what-happens" className="text-blue-1000 underline underline-offset-4">
            テストインポート
          </a>
          で、事前に確認できます。
        </li>
      </ul>
      <h3 className="mt-6 font-700">お問い合わせ</h3>
      <p className="mt-2">エラーの内容が不明など、サポートが必要であれば、インポートログを添付の上でお問い合わせください。</p>
      <SupportContact />
    </>
  );
}
