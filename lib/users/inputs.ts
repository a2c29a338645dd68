import { z } from "zod";
import { type PasswordPolicy, passwordPolicyLabels } from "./model.ts";

/** NFKC, so that full-width letters from a Japanese keyboard find the same user; letters are not case-sensitive. */
const loginId = z
  .string()
  .normalize("NFKC")
  .trim()
  .toLowerCase()
  .min(1, "ログインIDを入力してください。")
  .max(64, "ログインIDは64文字以内で入力してください。")
  .regex(/^[a-z0-9][a-z0-9._@-]*$/, "ログインIDは半角の英数字と . _ @ - で入力してください。");

/** One line without characters that are not seen: a crafted name must not disguise itself as another's. */
const text = (label: string, most: number) =>
  z
    .string()
    .normalize("NFKC")
    .trim()
    .max(most, `${label}は${most}文字以内で入力してください。`)
    .refine((value) => !unseen.test(value), `${label}に使えない文字が含まれています。入力し直してください。`);

const unseen = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029\u115f\u1160\u3164\uffa0]/u;

const profile = {
  name: text("氏名", 100).min(1, "氏名を入力してください。"),
  nameKana: text("フリガナ", 100).default(""),
  mail: z
    .string()
    .normalize("NFKC")
    .trim()
    .pipe(z.union([z.literal(""), z.email().max(254)], "メールアドレスの形式で入力してください。"))
    .default(""),
};

const role = z.enum(["operator", "administrator", "auditor", "general", "vendor"], "権限を選択してください。");

export const createUserInput = z.object({
  loginId,
  ...profile,
  role,
  /** Demo users and scripted set-ups are past the change at first sign-in. */
  mustChangePassword: z.boolean().default(true),
});

export type CreateUserInput = z.input<typeof createUserInput>;

/** Made with the form: the same form sent twice does its work once. */
const requestId = z.uuid("画面を開き直して、もう一度操作してください。");

export const addUserInput = createUserInput.omit({ mustChangePassword: true }).extend({ requestId });

export type AddUserInput = z.infer<typeof addUserInput>;

export const userInput = z.object({ id: z.uuid() });

export type UserInput = z.infer<typeof userInput>;

/** The user as the person saw it: who changes what somebody else has changed meanwhile is told. */
const seen = { id: z.uuid(), version: z.coerce.number().int().min(0).max(2_147_483_647) };

export const editUserInput = z.object({ ...seen, ...profile });

export type EditUserInput = z.infer<typeof editUserInput>;

export const changeRoleInput = z.object({ ...seen, role });

export type ChangeRoleInput = z.infer<typeof changeRoleInput>;

export const resetPasswordInput = z.object({ ...seen, requestId });

export type ResetPasswordInput = z.infer<typeof resetPasswordInput>;

export const userSessionInput = z.object({ id: z.uuid(), sessionId: z.uuid() });

/** What cannot be searched for finds nothing, and what a link no longer means is left out. */
const words = (most: number) =>
  z
    .string()
    .normalize("NFKC")
    .trim()
    .max(most)
    .regex(/^\P{Cc}*$/u)
    .catch("")
    .default("");

/** The list's address. */
export const userListInput = z.object({
  loginId: words(64),
  name: words(100),
  kana: words(100),
  role: z.enum(["operator", "administrator", "auditor", "general", "vendor", "all"]).catch("all").default("all"),
  state: z.enum(["active", "stopped", "all"]).catch("all").default("all"),
  page: z.coerce.number().int().min(1).max(1_000_000).catch(1).default(1),
});

export type UserListInput = z.infer<typeof userListInput>;

export const passwordPolicyInput = z.object({
  policy: z.enum(Object.keys(passwordPolicyLabels) as PasswordPolicy[], "パスワードの規則を選択してください。"),
});

export type PasswordPolicyInput = z.infer<typeof passwordPolicyInput>;

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
