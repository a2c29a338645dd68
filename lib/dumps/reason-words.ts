import type { ArchiveReason } from "../archives/model.ts";
import { archiveSentence } from "../archives/reason-words.ts";

/** Why a dump failed, stored beside it; an action for the person stands in each sentence. */
export type DumpReason =
  | "DUMP_SERVER_LOST"
  | "DUMP_DISK_FULL"
  | "DUMP_STORAGE_AWAY"
  | "DUMP_KILLED"
  | "DUMP_TIME"
  | "DUMP_TOOL"
  | "DUMP_DAMAGED"
  | "DUMP_ABANDONED"
  | "DUMP_FAILED";

type Facts = Readonly<Record<string, string | number>>;

/** A reason of a later portal shows as a failure without a cause. */
export function dumpSentence(reason: string, facts: Facts): string {
  const words = Object.hasOwn(sentences, reason) ? sentences[reason as DumpReason] : sentences.DUMP_FAILED;
  return typeof words === "string" ? words : words(facts);
}

const again = "しばらく待ってから、もう一度ダンプを実行してください。";
const support = "繰り返すときは、ORCAサポートセンタに連絡してください。";

const sentences: Readonly<Record<DumpReason, string | ((facts: Facts) => string)>> = {
  DUMP_SERVER_LOST: `日レセのデータベースとの接続が切れました。${again}`,
  DUMP_DISK_FULL: "保存場所の空きが足りません。現行のデータには影響ありません。ORCAサポートセンタに連絡してください。",
  DUMP_STORAGE_AWAY: `ファイルの保存場所に接続できませんでした。${again}`,
  DUMP_KILLED: `ダンプの処理が外から止められました。${again}${support}`,
  DUMP_TIME: (facts) => `ダンプが制限時間（${facts.hours}時間）内に終わりませんでした。ORCAサポートセンタに連絡してください。`,
  DUMP_TOOL: "ダンプに必要なプログラム（pg_dump）が見つかりません。ORCAサポートセンタに連絡してください。",
  DUMP_DAMAGED: (facts) =>
    `作成したダンプの検査で問題が見つかったため、保存しませんでした（${archiveSentence(facts.archiveReason as ArchiveReason, facts)}）。ORCAサポートセンタに連絡してください。`,
  DUMP_ABANDONED: `サーバの停止などで、ダンプの処理が途中で終わりました。${again}`,
  DUMP_FAILED: `ダンプに失敗しました。${again}${support}`,
};
