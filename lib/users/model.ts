export const roleLabels = {
  operator: "運用者",
  administrator: "テナント管理者",
  auditor: "監査者",
  general: "一般",
  vendor: "ベンダー",
} as const;

export type Role = keyof typeof roleLabels;

export const userStateLabels = { active: "利用中", stopped: "停止中" } as const;
