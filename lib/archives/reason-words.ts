import type { ArchiveFacts, ArchiveReason } from "./model.ts";

type Sentence = string | ((facts: ArchiveFacts) => string);

/** Sentence for a person: cause and action, です・ます. */
export function archiveSentence(reason: ArchiveReason, facts: ArchiveFacts): string {
  const sentence = words[reason];
  return typeof sentence === "string" ? sentence : sentence(facts);
}

const command = "sudo -u orca pg_dump -Fc orca > orca.dump";
const makeAgain = `オンプレ版のサーバで「${command}」を実行し、作り直したファイルを指定してください。`;
const sendAgain = "元のファイルを、バイナリモードでコピーし直してから指定してください。";
const askSupport = "心当たりがなければ、サポートへお問い合わせください。";

/** The object that an entry of the table of contents makes. */
const what = (facts: ArchiveFacts) => `「${facts.desc} ${facts.tag}」`;

/** One table: a reason without words does not compile. */
const words = {
  ARCHIVE_EMPTY: `ファイルが空です。ダンプに失敗したときに空のファイルが残ることがあります。${makeAgain}`,
  ARCHIVE_PLAIN_SQL: `SQL形式（テキスト）のファイルです。インポートできるのはpg_dumpのカスタム形式（-Fc）だけです。${makeAgain}`,
  ARCHIVE_GZIP: (facts) =>
    facts.inner === "archive"
      ? "gzipで圧縮されたアーカイブです。「gunzip」で展開してから、中のファイルを指定してください。"
      : `gzipで圧縮されたファイルです。オンプレ版の標準のバックアップ（圧縮したSQL）はインポートできません。${makeAgain}`,
  ARCHIVE_ZIP: "zipファイルです。展開して、中のダンプファイルを指定してください。",
  ARCHIVE_TAR: `tar形式のファイルです。インポートできるのはpg_dumpのカスタム形式（-Fc）だけです。${makeAgain}`,
  ARCHIVE_DIRECTORY: `ディレクトリ形式（-Fd）のtoc.datです。データが含まれていません。${makeAgain}`,
  ARCHIVE_HTML:
    "ダンプではなくWebページ（HTML）です。ダウンロードに失敗してエラー画面が保存された可能性があります。ダンプファイルを取得し直してください。",
  ARCHIVE_COMPRESSED: (facts) =>
    `${facts.kind}で圧縮されたファイルです。展開して、中のダンプファイル（カスタム形式）を指定してください。`,
  ARCHIVE_NOT_AN_ARCHIVE: `pg_dumpのカスタム形式のファイルではありません。${makeAgain}`,
  ARCHIVE_TEXT_TRANSFER: `転送またはコピーの際に文字として変換され、壊れています（FTPのASCIIモードなど）。${sendAgain}`,
  ARCHIVE_HEADER_DAMAGED: `ファイルの先頭（ヘッダ）が壊れています。${sendAgain}`,
  ARCHIVE_TOC_DAMAGED: (facts) => `目次が壊れています（${facts.offset}バイト目）。${sendAgain}`,
  ARCHIVE_DATA_DAMAGED: (facts) => `${place(facts)}のデータが壊れています。${sendAgain}`,
  ARCHIVE_TRUNCATED: (facts) =>
    `ファイルが途中（${facts.percent === undefined ? "最後のデータの中" : `約${facts.percent}％`}、${facts.offset}バイト目）で切れています。ディスクの空き容量を確認し、コピーし直すか、${makeAgain}`,
  ARCHIVE_TRAILING_BYTES: `アーカイブの後ろに余分なデータが付いています。${sendAgain}`,
  ARCHIVE_BLOCK_UNKNOWN: `目次にないデータが含まれています。ファイルが壊れています。${sendAgain}`,
  ARCHIVE_BLOCK_TWICE: (facts) => `${place(facts)}のデータが2回含まれています。ファイルが壊れています。${sendAgain}`,
  ARCHIVE_BLOCK_ORDER: (facts) => `${place(facts)}のデータが目次の順序と違う位置にあります。ファイルが壊れています。${sendAgain}`,
  ARCHIVE_BLOCK_MISSING: (facts) => `${place(facts)}のデータが含まれていません。${makeAgain}`,
  ARCHIVE_BLOCK_OFFSET: (facts) => `${place(facts)}のデータが目次と違う位置にあります。ファイルが壊れています。${sendAgain}`,
  ARCHIVE_VERSION_UNKNOWN: (facts) =>
    `アーカイブのバージョン（${facts.version}）に対応していません。PostgreSQL 8.4以降のpg_dumpで作り直してください。`,
  ARCHIVE_VERSION_NEWER: (facts) =>
    `PostgreSQL ${facts.dumpVersion}のpg_dumpで作られています。クラウドのPostgreSQL ${facts.serverMajor}では読み込めません。PostgreSQL ${facts.serverMajor}以前のpg_dumpで作り直してください。`,
  ARCHIVE_SERVER_NEWER: (facts) =>
    `PostgreSQL ${facts.serverVersion}のデータベースから作られています。クラウドのPostgreSQL ${facts.serverMajor}より新しいため、インポートできません。サポートへお問い合わせください。`,
  ARCHIVE_LAYOUT:
    "対応していない種類のコンピュータで作られたアーカイブか、ヘッダが壊れています。64ビットのLinuxのpg_dumpで作り直してください。",
  ARCHIVE_COMPRESSION_UNKNOWN: "圧縮方式に対応していません。pg_dumpの圧縮の指定（-Z）を外して作り直してください。",
  ARCHIVE_COMPRESSION_WINDOW:
    "圧縮の設定（zstdのlevelまたはlong）が大きすぎます。pg_dumpの圧縮の指定（-Z）を外して作り直してください。",
  ARCHIVE_NO_TABLES:
    "テーブルの定義が一つも含まれていません。データベース名（orca）を確認し、--data-only（-a）を付けずに作り直してください。",
  ARCHIVE_NO_DATA: "テーブルの定義だけで、データが含まれていません。--schema-only（-s）を付けずに作り直してください。",
  ARCHIVE_INSERTS: (facts) => `${place(facts)}のデータがINSERT文です。--inserts、--column-insertsを付けずに作り直してください。`,
  ARCHIVE_OIDS: (facts) =>
    `${place(facts)}はOID付きのテーブルです。「ALTER TABLE … SET WITHOUT OIDS」を実行してから、作り直してください。`,
  ARCHIVE_ENCODING_SQL_ASCII:
    "データベースの文字コードがSQL_ASCIIです。文字化けを防ぐため、インポートできません。データベースの文字コードは予め UTF-8 に変更する必要があります。",
  ARCHIVE_ENCODING_UNKNOWN: (facts) =>
    `文字コード（${facts.encoding}）に対応していません。データベースの文字コードは予め UTF-8 に変更する必要があります。`,
  ARCHIVE_ENCODING_INVALID: (facts) =>
    `${place(facts)}に、文字コード${facts.encoding}として正しくない文字（${facts.bytes}）があります。元のデータを修正して作り直すか、ファイルが壊れていないか確認してください。`,
  ARCHIVE_NUL: (facts) => `${place(facts)}に、使用できない文字（NUL）があります。ファイルが壊れています。${sendAgain}`,
  ARCHIVE_EVENT_TRIGGER: (facts) => `イベントトリガ${what(facts)}は取り込めません。削除してから、作り直してください。`,
  ARCHIVE_SUBSCRIPTION: (facts) =>
    `サブスクリプション${what(facts)}は取り込めません。--no-subscriptionsを付けて作り直してください。`,
  ARCHIVE_LANGUAGE: (facts) =>
    `${what(facts)}は、許可されていない言語（${facts.language}）を使います。sqlまたはplpgsqlに書き換えるか削除してから、作り直してください。`,
  ARCHIVE_NATIVE_CODE: (facts) =>
    `${what(facts)}は、サーバ上のプログラム（C言語など）を使うため取り込めません。削除してから、作り直してください。`,
  ARCHIVE_EXTENSION: (facts) =>
    `拡張「${facts.extension}」はクラウドにありません。使っていなければ削除してから、作り直してください。`,
  ARCHIVE_FOREIGN_DATA: (facts) => `外部データの定義${what(facts)}は取り込めません。削除してから、作り直してください。`,
  ARCHIVE_ROW_SECURITY: (facts) =>
    `行セキュリティ${what(facts)}は取り込めません（ダンプに行が欠けるおそれがあります）。無効にしてから、作り直してください。`,
  ARCHIVE_SUPERUSER_OBJECT: (facts) =>
    `${what(facts)}の作成にはスーパーユーザの権限が必要なため、取り込めません。削除してから、作り直してください。`,
  ARCHIVE_ENTRY_UNKNOWN: (facts) =>
    `目次に、対応していない種類の項目${what(facts)}があります。ファイルが壊れているおそれもあります。${makeAgain}${askSupport}`,
  ARCHIVE_STATEMENT_FOREIGN: (facts) =>
    `${what(facts)}の定義に、pg_dumpが書くはずのない命令が含まれています。ファイルが壊れているおそれもあります。${makeAgain}${askSupport}`,
  ARCHIVE_COPY_STATEMENT: (facts) =>
    `${what(facts)}のデータを読み込む命令が、pg_dumpの書くものと違います。${makeAgain}${askSupport}`,
  ARCHIVE_SETTING_FOREIGN: (facts) => `${what(facts)}の設定が、pg_dumpの書くものと違います。${makeAgain}${askSupport}`,
  ARCHIVE_TOO_MANY_ENTRIES: (facts) =>
    `目次の項目が多すぎます（${facts.entries}件、上限${facts.limit}件）。ファイルが壊れていないか確認してください。${askSupport}`,
  ARCHIVE_TOO_MANY_TABLES: (facts) =>
    `テーブルが多すぎます（上限${facts.limit}個）。日レセのデータベースだけをダンプしたファイルか確認してください。${askSupport}`,
  ARCHIVE_TOC_TOO_LARGE: `目次が大きすぎます。ファイルが壊れていないか確認してください。${askSupport}`,
  ARCHIVE_TEXT_TOO_LONG: (facts) =>
    `目次の中の文字列が長すぎます（${facts.length}バイト）。ファイルが壊れていないか確認してください。${askSupport}`,
  ARCHIVE_DATA_TOO_LARGE: (facts) => `展開後のデータが上限（${facts.limit}バイト）を超えています。${askSupport}`,
  ARCHIVE_RATIO: (facts) =>
    `展開するとデータが異常に大きくなります（${facts.limit}倍超）。ファイルが壊れていないか確認してください。${askSupport}`,
  ARCHIVE_SECOND_OPINION: `PostgreSQLの道具（pg_restore）が、当サイトの検査と違う内容を読み取りました。ファイルが壊れているおそれがあります。${makeAgain}`,
} as const satisfies Record<ArchiveReason, Sentence>;

function place(facts: ArchiveFacts): string {
  const table = facts.table === undefined ? "一部" : `テーブル「${facts.table}」`;
  return facts.row === undefined ? table : `${table}の${facts.row}行目`;
}
