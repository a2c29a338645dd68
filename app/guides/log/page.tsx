import { z } from "zod";
import { pageTitle } from "#app/_doors/page.tsx";
import { publicPage } from "#app/_doors/public.tsx";
import { Commands, GuideSteps, Key, Remark } from "#components/guide.tsx";
import { Section } from "#components/page-frame.tsx";
import { verifyScript } from "#lib/audit/verify-script.ts";

const title = "テナントログの検証手順";
export const metadata = pageTitle(title);

/** For auditors, without the portal: it shows nobody's data. */
export default publicPage({ input: z.object({}), title, step: title }, async () => (
  <>
    <p className="mt-4">
      出力したテナントログが書き込まれたときのままであることを、ポータルを使わずに確かめる手順です。Linux に備わっている sh、sed、
      grep、sha256sum と openssl だけを使います。
    </p>
    <Section title="1 用意するもの">
      <GuideSteps steps={preparations} />
    </Section>
    <Section title="2 確かめ方">
      <p>次の内容をファイル verify-log.sh に保存してください。</p>
      <div className="mt-3">
        <Commands label="verify-log.sh の内容">{verifyScript}</Commands>
      </div>
      <p className="mt-4">続けて、次のコマンドを実行してください。ファイル名は出力したものに読み替えてください。</p>
      <div className="mt-3">
        <Commands label="実行するコマンド">{run}</Commands>
      </div>
      <Remark>1件ずつ計算するので、1万件でおよそ2分かかります。</Remark>
    </Section>
    <Section title="3 結果の読み方">
      <GuideSteps steps={results} />
      <Remark>「NG」が出たときは、ファイルを書き換えずに保管し、運用者に連絡してください。</Remark>
    </Section>
    <Section title="4 しくみ">
      <p>
        出力ファイルは JSON Lines
        です。1行目はファイルの説明、続く各行は記録、終わりの2行はログの末尾の位置と、最新のチェックポイントです。 記録の hash
        は、直前の記録の hash(32バイト)に、entry の文字をそのままつないで SHA-256
        で計算した値です。最初の記録の前は、0が32バイト並びます。
      </p>
      <p className="mt-3">
        チェックポイントは、すべてのテナントの末尾の位置をまとめた値(root)に、1時間ごとに署名したものです。データベースの外に保管されています。
        leaf から path をたどると root になります。path に現れる他のテナントの値はハッシュ値だけで、内容は読み取れません。
      </p>
    </Section>
  </>
));

const run = "sh verify-log.sh u00000014_log_20261121.jsonl checkpoint-key.pem";

const preparations = [
  {
    key: "log",
    text: (
      <>
        「テナントログ」の<Key>証拠付きで出力する(JSON Lines)</Key>で保存したファイル
      </>
    ),
  },
  {
    key: "key",
    text: "運用者から、ポータルとは別の方法で受け取った公開鍵(checkpoint-key-….pem)",
    notes: [
      "公開鍵がなくても、出力ファイルに含まれる公開鍵で確かめられます。その場合は、表示される SHA-256 の値を運用者に照会してください。",
    ],
  },
];

const results = [
  { key: "chain", text: "OK: every entry fits the one before it — 途中の記録は、変更も削除もされていません。" },
  { key: "head", text: "OK: complete up to the head — 末尾まで揃っています。" },
  { key: "signature", text: "Verified OK — チェックポイントの署名は正しいものです。" },
  {
    key: "covered",
    text: "OK: (日時): signed up to entry (番号) — その番号までの記録は、その日時より後に作り直されたものではありません。日時は協定世界時です。",
  },
];
