import { z } from "zod";
import { lineInput, versionInput } from "../platform/form-inputs.ts";
import { settingLabels, settingLimits } from "./model.ts";

const whole = ({ least, most }: { readonly least: number; readonly most: number }) => {
  const words = `${least}～${most}の整数で入力してください。`;
  return z.coerce.number(words).int(words).min(least, words).max(most, words);
};

/** What each setting may be, on the page and in the database alike. */
export const settingShape = {
  supportName: lineInput(settingLabels.supportName, 60).min(1, "お問い合わせ先の名称を入力してください。"),
  supportPhone: lineInput(settingLabels.supportPhone, 30).regex(/^[\d+()\- ]*$/, "電話番号は数字とハイフンで入力してください。"),
  supportMail: lineInput(settingLabels.supportMail, 254).refine(
    (text) => text === "" || z.email().safeParse(text).success,
    "メールアドレスを正しい形（例: support@example.jp）で入力してください。",
  ),
  sessionIdleMinutes: whole(settingLimits.sessionIdleMinutes),
  sessionAbsoluteHours: whole(settingLimits.sessionAbsoluteHours),
  signInRetentionYears: whole(settingLimits.signInRetentionYears),
} as const;

export const settingsInput = z.object({
  ...settingShape,
  version: versionInput,
});

export type SettingsInput = z.infer<typeof settingsInput>;
