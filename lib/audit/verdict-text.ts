import type { CheckpointFault, Verdict, Verification } from "./model.ts";

/** Which of four is true, and what to do, for the auditor. */
export function verdictText({ verdict, checkpoint }: Verification): { readonly title: string; readonly todo: string } {
  switch (verdict.state) {
    case "whole":
      return { title: "ログは完全です。", todo: checkpoint ? covered : uncovered };
    case "altered":
      return {
        title: `${verdict.entry}番の記録が、書き込まれたときのものではありません。`,
        todo: `${altered[verdict.how]}${tell}`,
      };
    case "tail-missing":
      return { title: `${verdict.entry}番から後の記録がありません。`, todo: `${knownBy[verdict.knownBy]}${tell}` };
    case "checkpoint-mismatch":
      return { title: "チェックポイントと一致しません。", todo: `${mismatch(verdict)}${tell}` };
  }
}

const covered =
  "最初の記録から最後の記録まで、書き込まれたときのままであることと、署名されたチェックポイントと一致することを確認しました。";
const uncovered =
  "最初の記録から最後の記録までつながっていることを確認しました。チェックポイントは1時間ごとに作成されます。作成後にもう一度検証してください。";

const tell =
  "この画面を保存し、データベースに触れずに、お問い合わせ先に連絡してください。運用者は、外部に保管したチェックポイントとバックアップを使って、いつ何が変わったかを調べます。";

const altered = {
  hash: "内容かハッシュ値が変更されています。",
  missing: "この番号の記録が削除されています。",
  twice: "この番号の記録が重複しているか、不正な番号です。",
  "beyond-head": "ログの末尾の位置が、この記録より前に戻されています。",
} as const satisfies Record<Extract<Verdict, { state: "altered" }>["how"], string>;

const knownBy = {
  head: "ログの末尾の位置には、この記録まで書き込まれたことが残っているか、末尾の位置そのものがありません。",
  checkpoint: "署名されたチェックポイントには、これより後の記録まで書き込まれたことが残っています。",
} as const satisfies Record<Extract<Verdict, { state: "tail-missing" }>["knownBy"], string>;

function mismatch({ entry, fault }: Extract<Verdict, { state: "checkpoint-mismatch" }>): string {
  if (fault) return faults[fault];
  return `データベースの中だけでは矛盾がありませんが、署名された${entry}番の記録とは別のものです。ログ全体が作り直された疑いがあります。`;
}

const faults = {
  key: "チェックポイントの鍵が1つではないか、データベースの鍵と異なります。",
  signature: "チェックポイントの署名が正しくありません。",
  statement: "チェックポイントのファイルがないか、形式が正しくありません。",
  heads: "チェックポイントに書かれた末尾の位置が、署名されたものと異なります。",
  previous: "チェックポイントの一部が削除されたか、入れ替えられています。",
  number: "チェックポイントの番号が正しくありません。",
  gone: "作成されたはずのチェックポイントが1つもありません。",
} as const satisfies Record<CheckpointFault, string>;
