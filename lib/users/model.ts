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

export const userStateLabels = { active: "利用中", stopped: "停止中" } as const;
