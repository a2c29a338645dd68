import { z } from "zod";

/** NFKC, so that full-width letters from a Japanese keyboard find the same user; letters are not case-sensitive. */
const loginId = z
  .string()
  .normalize("NFKC")
  .trim()
  .toLowerCase()
  .min(1, "ログインIDを入力してください。")
  .max(64, "ログインIDは64文字以内で入力してください。")
  .regex(/^[a-z0-9][a-z0-9._@-]*$/, "ログインIDは半角の英数字と . _ @ - で入力してください。");

const text = (label: string, most: number) =>
  z.string().normalize("NFKC").trim().max(most, `${label}は${most}文字以内で入力してください。`);

export const createUserInput = z.object({
  loginId,
  name: text("氏名", 100).min(1, "氏名を入力してください。"),
  nameKana: text("フリガナ", 100).default(""),
  mail: z.union([z.literal(""), z.email("メールアドレスの形式で入力してください。").max(254)]).default(""),
  role: z.enum(["operator", "administrator", "auditor", "general", "vendor"]),
  /** Demo users and scripted set-ups are past the change at first sign-in. */
  mustChangePassword: z.boolean().default(true),
});

export type CreateUserInput = z.input<typeof createUserInput>;

/** Passwords are never normalised or trimmed: what was typed is what is compared. */
export const changePasswordInput = z
  .object({
    current: z.string().min(1, "現在のパスワードを入力してください。").max(512),
    next: z.string().min(1, "新しいパスワードを入力してください。").max(512),
    again: z.string().min(1, "新しいパスワード（確認）を入力してください。").max(512),
  })
  .refine((input) => input.next === input.again, {
    path: ["again"],
    message: "新しいパスワードと一致しません。同じものをもう一度入力してください。",
  });

export type ChangePasswordInput = z.infer<typeof changePasswordInput>;
