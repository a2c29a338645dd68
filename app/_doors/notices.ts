/** What a page says after something was done. The key travels in the address, so the message survives a reload. */
export const notices = {
  "signed-in": "ログインに成功しました。",
  "signed-out": "ログアウトしました。",
  "password-changed": "パスワードを変更しました。",
  "certificate-renewed": "証明書の更新に成功しました。",
  "certificates-requested": "証明書を発行しました。",
  "certificate-revoked": "証明書を失効しました。この証明書ではもう接続できません。",
  "note-changed": "備考を保存しました。",
} as const;

export type NoticeKey = keyof typeof notices;

export function noticeText(key: unknown): string | undefined {
  return typeof key === "string" && Object.hasOwn(notices, key) ? notices[key as NoticeKey] : undefined;
}
