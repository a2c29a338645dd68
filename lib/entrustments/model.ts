export const entrustmentKindLabels = { server: "サーバ管理ベンダー", general: "一般ベンダー" } as const;

export type EntrustmentKind = keyof typeof entrustmentKindLabels;

/** What each may do in the clinic, in words; lib/access/permissions.ts decides. */
export const entrustmentKindHints = {
  server: "証明書の申請・更新・ダウンロード（パスワードの表示を含む）と、データベースのインポート・ダンプができます。",
  general: "データベースのインポート・ダンプができます。証明書は閲覧だけできます。",
} as const satisfies Record<EntrustmentKind, string>;

export const clientPageSize = 20;
