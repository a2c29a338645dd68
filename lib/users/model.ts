export const roleLabels = {
  operator: "運用者",
  administrator: "テナント管理者",
  auditor: "監査者",
  general: "一般",
  vendor: "ベンダー",
} as const;

export type Role = keyof typeof roleLabels;

/** Who may work in each sort of organisation: a clinic's administrator must not make an operator. */
export const rolesByTenant: Readonly<Record<"clinic" | "vendor" | "operator", readonly Role[]>> = {
  clinic: ["administrator", "auditor", "general"],
  vendor: ["vendor"],
  operator: ["operator"],
};

/** Of this role each organisation keeps one user in use, or nobody could let the others in. A vendor's users the operator looks after. */
export const keptRoles: Readonly<Record<"clinic" | "vendor" | "operator", Role | undefined>> = {
  clinic: "administrator",
  vendor: undefined,
  operator: "operator",
};

export const userStateLabels = { active: "利用中", stopped: "停止中" } as const;

export type UserState = keyof typeof userStateLabels;

export const userPageSize = 20;

export const passwordPolicyLabels = {
  asvs: "長さを重視する（OWASP ASVS）",
  mixed: "文字の種類を混ぜる（医療情報システムの安全管理に関するガイドライン）",
} as const;

export type PasswordPolicy = keyof typeof passwordPolicyLabels;

/** In characters; docs/decisions/009-passwords.md says why. */
export const passwordMinimum: Readonly<Record<PasswordPolicy, number>> = { asvs: 13, mixed: 8 };
export const passwordMaximum = 128;

/** What a person who chooses a password should know beforehand. */
export function passwordRuleText(policy: PasswordPolicy): string {
  const length = `${passwordMinimum[policy]}文字以上${passwordMaximum}文字以内`;
  const kinds = policy === "mixed" ? "、英字・数字・記号をすべて混ぜたもの" : "";
  return `${length}${kinds}にしてください。ログインIDを含むもの、よく使われるパスワード、同じ文字の繰り返しは使えません。`;
}
