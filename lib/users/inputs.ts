import { z } from "zod";
import { lineInput, requestIdInput, versionInput } from "../platform/form-inputs.ts";
import { pageInput, termInput } from "../platform/list-inputs.ts";
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

const mailWords = "メールアドレスを正しい形（例: hanako@example.jp）で入力してください。";

const profile = {
  name: lineInput("氏名", 100).min(1, "氏名を入力してください。"),
  nameKana: lineInput("フリガナ", 100).default(""),
  mail: z
    .string()
    .normalize("NFKC")
    .trim()
    .pipe(z.union([z.literal(""), z.email(mailWords).max(254, mailWords)]))
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

export const addUserInput = createUserInput.omit({ mustChangePassword: true }).extend({ requestId: requestIdInput });

export type AddUserInput = z.infer<typeof addUserInput>;

export const userInput = z.object({ id: z.uuid() });

export type UserInput = z.infer<typeof userInput>;

const seen = { id: z.uuid(), version: versionInput };

export const editUserInput = z.object({ ...seen, ...profile });

export type EditUserInput = z.infer<typeof editUserInput>;

export const changeRoleInput = z.object({ ...seen, role });

export type ChangeRoleInput = z.infer<typeof changeRoleInput>;

export const resetPasswordInput = z.object({ ...seen, requestId: requestIdInput });

export type ResetPasswordInput = z.infer<typeof resetPasswordInput>;

export const userSessionInput = z.object({ id: z.uuid(), sessionId: z.uuid() });

/** The list's address. */
export const userListInput = z.object({
  loginId: termInput(64),
  name: termInput(100),
  kana: termInput(100),
  role: z.enum(["operator", "administrator", "auditor", "general", "vendor", "all"]).catch("all").default("all"),
  state: z.enum(["active", "stopped", "all"]).catch("all").default("all"),
  page: pageInput,
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
