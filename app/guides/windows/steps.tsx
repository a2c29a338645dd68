import { type GuideStep, Key } from "#components/guide.tsx";

/** Seed 004 §2, ① to ⑧. */
export const authoritySteps: readonly GuideStep[] = [
  {
    key: "open",
    text: (
      <>
        CA 証明書ファイルをダブルクリックすると「証明書」ウィンドウが開きます。
        <Key>証明書のインストール</Key>をクリックしてください。
      </>
    ),
    notes: [
      "CA 証明書は、通常 ca.crt という名前で提供しています。monsiaj の「SSL 設定」タブの「CA 証明書」、glclient2 の「SSL」タブの「CA 証明書ファイル」で指定するファイルです。本番環境用の CA 証明書ファイルをご利用ください。",
    ],
  },
  {
    key: "place",
    text: (
      <>
        次に、「証明書のインポートウィザード」が起動します。
        <Key>現在のユーザー</Key>が選択されていることを確認し、<Key>次へ</Key>を選択してください。
      </>
    ),
  },
  ...storeSteps("信頼されたルート証明機関"),
  closing("finish", "完了"),
  closing("confirm", "OK"),
];

/** Seed 004 §3, ① to ⑪. */
export const clientSteps: readonly GuideStep[] = [
  {
    key: "open",
    text: (
      <>
        クライアント証明書ファイルをダブルクリックすると「証明書のインポートウィザード」が起動します。
        <Key>現在のユーザー</Key>が選択されていることを確認し、<Key>次へ</Key>をクリックしてください。
      </>
    ),
    notes: [
      "クライアント証明書は、通常 client*.p12 という名前で提供しています(例: 000324_JP_u00000096_client324.p12)。monsiaj の「SSL 設定」タブの「クライアント証明書」で指定するファイルです。",
    ],
  },
  { key: "file", text: "「ファイル名」がダブルクリックした証明書ファイルであることを確認してください。" },
  next("file-next"),
  {
    key: "password",
    text: "「パスワード」欄にクライアント証明書のパスワードを入力します。",
    notes: [
      "クライアント証明書のパスワードは、通常 client*.pass という名前で提供しています。monsiaj の「SSL 設定」タブの「証明書パスワード」、glclient2 の「SSL」タブの「秘密鍵パスフレーズ」で入力する文字列です。",
      "パスワードがエラーになった場合、コピー&ペーストした際に最後の文字に半角スペースや改行コードが入力されてしまっているケースがあります。最後の1文字を消すなどで対応してください。",
    ],
  },
  next("password-next"),
  ...storeSteps("個人"),
  closing("finish", "完了"),
  closing("confirm", "OK"),
];

function storeSteps(store: string): GuideStep[] {
  return [
    {
      key: "store",
      text: (
        <>
          <Key>証明書をすべて次のストアに配置する</Key>を選択する
        </>
      ),
    },
    {
      key: "browse",
      text: (
        <>
          <Key>参照</Key>をクリックする。
        </>
      ),
    },
    {
      key: "choose",
      text: (
        <>
          <Key>{store}</Key>を選択する。
        </>
      ),
    },
    {
      key: "store-next",
      text: (
        <>
          <Key>次へ</Key>をクリックする。
        </>
      ),
    },
  ];
}

function next(key: string): GuideStep {
  return {
    key,
    text: (
      <>
        <Key>次へ</Key>をクリックしてください。
      </>
    ),
  };
}

function closing(key: string, button: string): GuideStep {
  return {
    key,
    text: (
      <>
        <Key>{button}</Key>を選択してください。
      </>
    ),
  };
}
