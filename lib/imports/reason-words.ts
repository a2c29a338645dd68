import type { ArchiveReason } from "../archives/model.ts";
import { archiveSentence } from "../archives/reason-words.ts";
import { dumpSentence } from "../dumps/reason-words.ts";
import type { RefusalCode } from "../platform/refusal.ts";
import { refusalSentence } from "../platform/refusal-words.ts";
import { type RestoreReason, restoreSentence } from "./explain-restore.ts";

/** Why an import failed, beside the reasons of archives, of the restore, of the dump before it, and the refusals. */
export type OwnImportReason =
  | "IMPORT_TENANT_STOPPED"
  | "IMPORT_PERSON_STOPPED"
  | "IMPORT_ATTEMPTS"
  | "IMPORT_TIME"
  | "IMPORT_DIRECTORY_FULL"
  | "IMPORT_SWAP_BLOCKED"
  | "IMPORT_RESTORED"
  | "IMPORT_FAILED";

/** Refusals that end an import; the others never reach its row. */
export type ImportRefusal = Extract<
  RefusalCode,
  | "UPLOAD_GONE"
  | "UPLOAD_NOT_WHOLE"
  | "UPLOAD_HASH_DIFFERS"
  | "STORAGE_AWAY"
  | "DATABASES_OFF"
  | "DATABASES_AWAY"
  | "DATABASE_NOT_READY"
  | "IMPORT_VERSION_DIFFERS"
>;

type Facts = Readonly<Record<string, string | number>>;

/** Cause and action, です・ます. A reason of a later portal shows as a failure without a cause. */
export function importSentence(reason: string, facts: Facts = {}): string {
  if (reason.startsWith("ARCHIVE_")) return archiveSentence(reason as ArchiveReason, facts);
  if (reason.startsWith("RESTORE_")) return restoreSentence(reason as RestoreReason, facts);
  if (reason.startsWith("DUMP_")) return `切り替え前のダンプに失敗しました。${dumpSentence(reason, facts)}`;
  if (isImportRefusal(reason)) return refusalSentence(reason, facts);
  const words = Object.hasOwn(own, reason) ? own[reason as OwnImportReason] : own.IMPORT_FAILED;
  return typeof words === "string" ? words : words(facts);
}

export function isImportRefusal(code: string): code is ImportRefusal {
  return refusals.has(code);
}

const untouched = "現行のデータは変わっていません。";
const support = "ORCAサポートセンタに、インポートログを添えてお問い合わせください。";

const own: Readonly<Record<OwnImportReason, string | ((facts: Facts) => string)>> = {
  IMPORT_TENANT_STOPPED: `テナントが停止または解約されたため、インポートを中止しました。${untouched}再開後に、もう一度実行してください。`,
  IMPORT_PERSON_STOPPED: `インポートを実行したユーザが停止されたか、権限がなくなったため、切り替えを中止しました。${untouched}権限のあるユーザで、もう一度実行してください。`,
  IMPORT_ATTEMPTS: (facts) =>
    `サーバの障害などで処理が${facts.attempts}回続けて途中で止まったため、インポートを中止しました。${untouched}${support}`,
  IMPORT_TIME: (facts) => `制限時間（${facts.hours}時間）内に終わりませんでした。${untouched}${support}`,
  IMPORT_DIRECTORY_FULL: `サーバの作業用のディスクの空きが足りません。${untouched}ORCAサポートセンタに連絡してください。`,
  IMPORT_SWAP_BLOCKED: (facts) =>
    `現行のデータベースが使用中のため、切り替えられませんでした（${facts.who}）。${untouched}日レセを終了してから、もう一度実行してください。`,
  IMPORT_RESTORED:
    "ポータルをバックアップから復元したため、このインポートの結果はわかりません。現行のデータを確認し、必要なときはもう一度実行してください。",
  IMPORT_FAILED: `予期しない異常のため、インポートを中止しました。${untouched}${support}`,
};

const refusals: ReadonlySet<string> = new Set<ImportRefusal>([
  "UPLOAD_GONE",
  "UPLOAD_NOT_WHOLE",
  "UPLOAD_HASH_DIFFERS",
  "STORAGE_AWAY",
  "DATABASES_OFF",
  "DATABASES_AWAY",
  "DATABASE_NOT_READY",
  "IMPORT_VERSION_DIFFERS",
]);
