import { z } from "zod";

/** `u00000014` for clinics; vendors and the operator have letters of their own. */
const orcamoIdPattern = /^[uvo]\d{8}$/;

export const orcamoId = z.string().regex(orcamoIdPattern, "ORCAMO IDは英小文字1字と数字8桁で入力してください。");

/** The nine-digit form of テナント詳細 (seed 004 §5): `u00000452` reads 000000452. */
export function displayOrcamoId(id: string): string {
  return `0${id.slice(1)}`;
}

export const tenantStateLabels = { active: "有効", stopped: "停止", closed: "解約" } as const;

export const linkedAppLabels = { orca: "日レセ管理画面", qkan: "給管帳管理画面" } as const;

export type LinkedApp = keyof typeof linkedAppLabels;
