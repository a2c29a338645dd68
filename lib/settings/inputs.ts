import { z } from "zod";
import { settingLimits } from "./model.ts";

/** One line of text without what hides or turns other text. */
const line = (most: number) =>
  z
    .string()
    .normalize("NFKC")
    .trim()
    .max(most, `${most}文字以内で入力してください。`)
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, "使えない文字が含まれています。入力し直してください。");

const whole = ({ least, most }: { readonly least: number; readonly most: number }) => {
  const words = `${least}～${most}の整数で入力してください。`;
  return z.coerce.number(words).int(words).min(least, words).max(most, words);
};

/** What each setting may be, on the page and in the database alike. */
export const settingShape = {
  supportName: line(60).min(1, "お問い合わせ先の名称を入力してください。"),
  supportPhone: line(30).regex(/^[\d+()\- ]*$/, "電話番号は数字とハイフンで入力してください。"),
  supportMail: line(254).refine(
    (text) => text === "" || z.email().safeParse(text).success,
    "メールアドレスを正しい形（例: support@example.jp）で入力してください。",
  ),
  sessionIdleMinutes: whole(settingLimits.sessionIdleMinutes),
  sessionAbsoluteHours: whole(settingLimits.sessionAbsoluteHours),
  signInRetentionYears: whole(settingLimits.signInRetentionYears),
} as const;

export const settingsInput = z.object({
  ...settingShape,
  /** That of the page which the person filled in. */
  version: z.coerce.number().int().min(0),
});

export type SettingsInput = z.infer<typeof settingsInput>;
