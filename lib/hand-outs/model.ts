import type { Role } from "../users/model.ts";

/** How long after it was made a hand-out can be taken, and how long after the first taking it can be taken again. */
export const takeMinutes = 30;
export const repeatMinutes = 5;

/** `tenant_admin2.txt`, the file of the second administrator (PRODUCT.md §3). */
export function userFileName(role: Role, number: number): string {
  return `${filePrefixes[role]}${number}.txt`;
}

const filePrefixes: Readonly<Record<Role, string>> = {
  administrator: "tenant_admin",
  auditor: "tenant_auditor",
  general: "tenant_user",
  vendor: "vendor_user",
  operator: "operator_user",
};
