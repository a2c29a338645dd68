/** What the operator may set while the portal runs; the environment says what counts until then. */
export interface Settings {
  readonly supportName: string;
  readonly supportPhone: string;
  readonly supportMail: string;
  readonly sessionIdleMinutes: number;
  readonly sessionAbsoluteHours: number;
  readonly signInRetentionYears: number;
}

export type SettingKey = keyof Settings;

export const settingLabels = {
  supportName: "お問い合わせ先の名称",
  supportPhone: "お問い合わせ先の電話番号",
  supportMail: "お問い合わせ先のメールアドレス",
  sessionIdleMinutes: "操作がないときにログアウトするまでの時間（分）",
  sessionAbsoluteHours: "ログインしていられる時間（時間）",
  signInRetentionYears: "ログイン履歴の保存期間（年）",
} as const satisfies Record<SettingKey, string>;

export const settingKeys = Object.keys(settingLabels) as readonly SettingKey[];

export const settingLimits = {
  sessionIdleMinutes: { least: 5, most: 120 },
  sessionAbsoluteHours: { least: 1, most: 24 },
  signInRetentionYears: { least: 5, most: 30 },
} as const;
