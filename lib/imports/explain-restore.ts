/** Why a restore ended without success: one code per cause, with its sentence below. */
export type RestoreReason =
  /** User-defined characters, which no UTF-8 has. */
  | "RESTORE_GAIJI"
  | "RESTORE_ENCODING"
  | "RESTORE_DUPLICATE"
  | "RESTORE_REFERENCE"
  | "RESTORE_CHECK"
  | "RESTORE_PERMISSION"
  | "RESTORE_MISSING"
  /** One statement took too long; the whole: RESTORE_TIME. */
  | "RESTORE_STATEMENT_TIME"
  | "RESTORE_TIME"
  /** Of pg_restore; the server's own: RESTORE_SERVER_MEMORY. */
  | "RESTORE_MEMORY"
  | "RESTORE_SERVER_MEMORY"
  | "RESTORE_SIZE"
  | "RESTORE_DISK_FULL"
  | "RESTORE_SERVER_LOST"
  | "RESTORE_KILLED"
  | "RESTORE_CANCELLED"
  /** The rows in the database are not those of the archive. */
  | "RESTORE_DIFFERS"
  | "RESTORE_REFUSED";

/** What a sentence is made of: names are already plain (`lib/platform/plain-text.ts`). */
export type RestoreFacts = Readonly<Record<string, string | number>>;

/** Sentence for a person: cause and action, です・ます. */
export function restoreSentence(reason: RestoreReason, facts: RestoreFacts): string {
  const sentence = words[reason];
  return typeof sentence === "string" ? sentence : sentence(facts);
}

const askSupport = "インポートログを添えて、サポートへお問い合わせください。";
const live = "現在のデータベースは変更されていません。";
const again = "時間をおいて、もう一度実行してください。";

/** A reason without words does not compile. */
const words = {
  RESTORE_GAIJI: (facts) =>
    `${place(facts)}に、UTF-8に変換できない文字（外字、${facts.encoding}の${facts.bytes}）があります。データベースの文字コードは予め UTF-8 に変更する必要があります。オンプレ版で文字コードを変更するか、該当の文字を修正してから、ダンプを作り直してください。`,
  RESTORE_ENCODING: (facts) =>
    `${place(facts)}に、${facts.encoding}として正しくない文字（${facts.bytes}）があります。オンプレ版で該当のデータを修正してから、ダンプを作り直してください。`,
  RESTORE_DUPLICATE: (facts) =>
    `${place(facts)}に、重複してはならないデータが重複しています（${facts.constraint ?? facts.name}）。オンプレ版のデータベースが壊れている可能性があります。${askSupport}`,
  RESTORE_REFERENCE: (facts) =>
    `${place(facts)}に、参照先のないデータがあります（${facts.constraint}）。オンプレ版のデータベースが壊れている可能性があります。${askSupport}`,
  RESTORE_CHECK: (facts) => `${place(facts)}に、テーブルの定義に合わないデータがあります。${askSupport}`,
  RESTORE_PERMISSION: (facts) =>
    `${place(facts)}は、クラウドでは作成が許可されていません（${facts.message}）。該当のものを除いてダンプを作り直すか、${askSupport}`,
  RESTORE_MISSING: (facts) =>
    `${place(facts)}に必要なもの（${facts.missing}）が、クラウドのデータベースにありません。該当のものを除いてダンプを作り直すか、${askSupport}`,
  RESTORE_STATEMENT_TIME: (facts) => `${place(facts)}の復元が制限時間内に終わりませんでした。${again}続く場合は、${askSupport}`,
  RESTORE_TIME: `データの復元が制限時間内に終わらなかったため、中止しました。${live}${again}続く場合は、${askSupport}`,
  RESTORE_MEMORY: `データの復元に使うメモリが上限を超えたため、中止しました。${live}${askSupport}`,
  RESTORE_SERVER_MEMORY: (facts) => `${place(facts)}の復元中に、データベースサーバのメモリが不足しました。${live}${again}`,
  RESTORE_SIZE: `復元したデータベースが、ダンプファイルの内容から見込まれる大きさを超えたため、中止しました。${live}${askSupport}`,
  RESTORE_DISK_FULL: `サーバのディスクの空き容量が足りないため、中止しました。${live}サポートへお問い合わせください。`,
  RESTORE_SERVER_LOST: `データの復元中に、データベースサーバとの接続が切れました。${live}${again}`,
  RESTORE_KILLED: `データの復元が途中で強制終了されました。${live}${again}`,
  RESTORE_CANCELLED: `データの復元を中止しました。${live}`,
  RESTORE_DIFFERS: (facts) =>
    `復元したデータの件数が、ダンプファイルと${facts.differences}件異なります。${live}${again}続く場合は、${askSupport}`,
  RESTORE_REFUSED: (facts) => `${place(facts)}を復元できませんでした（${facts.message}）。${askSupport}`,
} as const satisfies Record<RestoreReason, string | ((facts: RestoreFacts) => string)>;

/** The table and its line, otherwise the entry of the table of contents. */
function place({ table, line, item }: RestoreFacts): string {
  if (table !== undefined) return line === undefined ? `テーブル「${table}」` : `テーブル「${table}」の${line}行目`;
  return item === undefined ? "ダンプファイルの内容" : `「${item}」`;
}
