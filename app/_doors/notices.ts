/** What a page says after something was done. The key travels in the address, so the message survives a reload. */
export const notices = {
  "signed-in": "ログインに成功しました。",
  "signed-out": "ログアウトしました。",
  proved: "パスワードを確認しました。続けて、先ほどの操作をもう一度おこなってください。",
  "password-changed": "パスワードを変更しました。",
  "certificate-renewed": "証明書の更新に成功しました。",
  "certificates-requested": "証明書を発行しました。",
  "certificate-revoked": "証明書を失効しました。この証明書ではもう接続できません。",
  "note-changed": "備考を保存しました。",
  "visit-opened": "テナントに入りました。入ったことは、このテナントのログに記録されています。",
  "visit-closed": "テナントから退出しました。",
  "vendor-entrusted": "ベンダーへの委託を登録しました。",
  "vendor-withdrawn": "ベンダーへの委託を解除しました。このベンダーは、この区分ではもう利用できません。",
} as const;

export type NoticeKey = keyof typeof notices;

export function noticeText(key: unknown): string | undefined {
  return typeof key === "string" && Object.hasOwn(notices, key) ? notices[key as NoticeKey] : undefined;
}
