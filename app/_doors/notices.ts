/** What a page says after something was done. The key travels in the address, so the message survives a reload. */
export const notices = {
  "signed-in": "ログインに成功しました。",
  "signed-out": "ログアウトしました。",
  proved: "パスワードを確認しました。操作を続けてください。",
  "code-app-started": "登録を始めました。認証アプリでQRコードを読み取り、表示された6桁の数字を入力してください。",
  "code-app-set": "認証アプリを登録しました。次回のログインから、認証コードの入力が必要です。",
  "code-app-removed": "認証アプリの登録を解除しました。",
  "session-ended": "選択したログインを終了しました。",
  "password-changed": "パスワードを変更しました。",
  "certificate-renewed": "証明書の更新に成功しました。",
  "certificates-requested": "証明書を発行しました。",
  "certificate-revoked": "証明書を失効しました。この証明書ではもう接続できません。",
  "note-changed": "備考を保存しました。",
  "visit-opened": "テナントに入りました。入ったことは、このテナントのログに記録されています。",
  "visit-closed": "テナントから退出しました。",
  "vendor-entrusted": "ベンダーへの委託を登録しました。",
  "vendor-withdrawn": "ベンダーへの委託を解除しました。このベンダーは、この区分ではもう利用できません。",
  "user-added": "ユーザを追加しました。ログインIDと初期パスワードのファイルを受け取ってください。",
  "user-changed": "ユーザの情報を保存しました。",
  "user-role-changed": "ユーザの権限を変更しました。",
  "user-stopped": "ユーザを停止しました。このユーザはログインできません。",
  "user-resumed": "ユーザを再開しました。",
  "user-unlocked": "ユーザのロックを解除しました。",
  "user-password-reset": "パスワードを再設定しました。新しい初期パスワードのファイルを受け取ってください。",
  "user-codes-removed": "ユーザの認証アプリの登録を解除しました。",
  "user-sessions-ended": "ログイン中のセッションを終了しました。",
  "password-policy-changed": "パスワードの規則を変更しました。",
  "tenant-registered": "テナントを登録しました。下のファイルを受け取り、テナントに渡してください。",
  "tenant-changed": "テナントの内容を保存しました。",
  "tenant-stopped": "テナントを停止しました。このテナントの利用者は、もうログインできません。",
  "tenant-resumed": "テナントを再開しました。",
  "tenant-closed": "テナントを解約しました。証明書はすべて失効しました。",
  "tenant-rescued": "証明書を発行しました。下のファイルを受け取り、本人を確認した相手に渡してください。",
  "notice-created": "お知らせを登録しました。表示開始の日時から、対象のテナントのTOPに表示されます。",
  "notice-changed": "お知らせを保存しました。",
  "notice-withdrawn": "お知らせを取り下げました。TOPにはもう表示されません。",
  "maintenance-created": "メンテナンスの予定を登録しました。すべてのテナントのTOPに表示されます。",
  "maintenance-changed": "メンテナンスの予定を保存しました。",
  "maintenance-withdrawn": "メンテナンスの予定を取り下げました。TOPにはもう表示されません。",
  "settings-changed": "設定を保存しました。数秒後に、すべての画面に反映されます。",
} as const;

export type NoticeKey = keyof typeof notices;

export function noticeText(key: unknown): string | undefined {
  return typeof key === "string" && Object.hasOwn(notices, key) ? notices[key as NoticeKey] : undefined;
}
