/** What is wrong with the files of the checkpoints themselves. */
export type CheckpointFault = "key" | "signature" | "statement" | "heads" | "previous" | "number" | "gone";

/** One of four is true; `entry` is the number of the first entry where it shows. */
export type Verdict =
  | { readonly state: "whole" }
  | { readonly state: "altered"; readonly entry: bigint; readonly how: "hash" | "missing" | "twice" | "beyond-head" }
  | { readonly state: "tail-missing"; readonly entry: bigint; readonly knownBy: "head" | "checkpoint" }
  | { readonly state: "checkpoint-mismatch"; readonly entry?: bigint; readonly fault?: CheckpointFault };

export interface Verification {
  readonly verdict: Verdict;
  /** How many entries were read and found whole, from the first one on. */
  readonly entries: bigint;
  /** What stands outside of the database; undefined when no checkpoint names this organisation yet. */
  readonly checkpoint: CheckpointMark | undefined;
}

export interface CheckpointMark {
  readonly number: number;
  readonly at: Date;
  /** The last entry that it covers. */
  readonly sequence: bigint;
}

/** What the checkpoints say of one organisation's log. */
export interface Evidence {
  readonly checkpoint?: CheckpointMark | undefined;
  /** The first signed head that is not in the log as it is now. */
  readonly broken?: { readonly sequence: bigint; readonly how: "missing" | "different" } | undefined;
  /** The files themselves prove nothing. */
  readonly fault?: CheckpointFault | undefined;
}

/** What テナントログ calls each thing that is done. A test holds it to the entries that lib/ writes. */
export const actionLabels = {
  "audit:export": "テナントログの出力",
  "certificates:bulk-download": "証明書の一括ダウンロード",
  "certificates:change-note": "証明書の備考の変更",
  "certificates:change-encryption": "証明書の暗号方式の変更",
  "certificates:close-overlap": "以前の証明書の失効",
  "certificates:download-p12": "証明書のダウンロード(p12形式)",
  "certificates:download-zip": "証明書のダウンロード(zip形式)",
  "certificates:first-use": "更新した証明書の初めての利用",
  "certificates:issue": "証明書の発行",
  "certificates:renew": "証明書の更新",
  "certificates:renew-refused": "証明書の更新の拒否",
  "certificates:renew-repeat": "更新済みの証明書の再取得",
  "certificates:rescue": "証明書の緊急発行",
  "certificates:revoke": "証明書の失効",
  "certificates:revoke-all": "すべての証明書の失効",
  "certificates:show-password": "証明書のパスワードの表示",
  "codes:confirm": "認証アプリの登録",
  "codes:remove": "認証アプリの解除",
  "codes:renew-recovery": "リカバリーコードの発行",
  "codes:start": "認証アプリの登録の開始",
  "codes:use-recovery": "リカバリーコードの使用",
  "demo:complete": "デモデータの作成",
  "dumps:cancel": "DBダンプのキャンセル",
  "dumps:change-schedule": "自動ダンプの設定の変更",
  "dumps:complete": "DBダンプの完了",
  "dumps:download": "DBダンプのダウンロード",
  "dumps:expire": "保存期間を過ぎたDBダンプの削除",
  "dumps:fail": "DBダンプの異常終了",
  "dumps:remove": "DBダンプの削除",
  "dumps:request": "DBダンプの実行",
  "entrustments:entrust": "ベンダーへの委託",
  "entrustments:withdraw": "ベンダーへの委託の解除",
  "hand-outs:take": "ファイルの受け取り",
  "imports:cancel": "インポートのキャンセル",
  "imports:complete": "インポートの完了",
  "imports:discard-staging": "確認用データベースの削除",
  "imports:fail": "インポートの異常終了",
  "imports:request": "インポートの実行",
  "imports:roll-back": "インポート前のデータベースへの復旧",
  "imports:swap": "データベースの切り替え",
  "maintenance:change": "メンテナンスの変更",
  "maintenance:create": "メンテナンスの登録",
  "maintenance:withdraw": "メンテナンスの取下げ",
  "notices:change": "お知らせの変更",
  "notices:create": "お知らせの登録",
  "notices:withdraw": "お知らせの取下げ",
  "portal:backup": "ポータルのバックアップ",
  "portal:open-databases": "DB接続サービスの設定",
  "portal:restore": "バックアップからの復元",
  "sessions:end": "セッションの終了",
  "sessions:end-all": "すべてのセッションの終了",
  "settings:change": "設定の変更",
  "sign-ins:drop-month": "保存期間を過ぎたログイン履歴の削除",
  "sign-ins:export": "ログイン履歴の出力",
  "tenants:change": "テナント情報の変更",
  "tenants:change-overlap": "以前の証明書の扱いの変更",
  "tenants:close": "テナントの解約",
  "tenants:create": "テナントの登録",
  "tenants:resume": "テナントの再開",
  "tenants:stop": "テナントの停止",
  "uploads:begin": "アップロードの開始",
  "uploads:fail": "アップロードの異常終了",
  "uploads:finish": "アップロードの完了",
  "uploads:remove": "アップロードしたファイルの取り消し",
  "users:change-password": "パスワードの変更",
  "users:change-password-policy": "パスワードの規則の変更",
  "users:change-role": "ユーザの権限の変更",
  "users:create": "ユーザの追加",
  "users:edit": "ユーザの変更",
  "users:remove-codes": "ユーザの認証アプリの解除",
  "users:reset-password": "ユーザのパスワード再設定",
  "users:resume": "ユーザの再開",
  "users:stop": "ユーザの停止",
  "users:unlock": "ユーザのロックの解除",
  "visits:close": "テナントからの退出",
  "visits:open": "テナントに入る",
} as const satisfies Record<string, string>;

/** An entry of a later or former portal shows as it was written. */
export function actionLabel(action: string): string {
  return Object.hasOwn(actionLabels, action) ? actionLabels[action as keyof typeof actionLabels] : action;
}

export const logPageSize = 50;
