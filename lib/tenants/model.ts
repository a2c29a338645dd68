import { z } from "zod";

/** `u00000014` for clinics; vendors and the operator have letters of their own. */
const orcamoIdPattern = /^[uvo]\d{8}$/;

export const orcamoId = z.string().regex(orcamoIdPattern, "ORCAMO IDは英小文字1字と数字8桁で入力してください。");

/** The nine-digit form of テナント詳細 (seed 004 §5): `u00000452` reads 000000452. */
export function displayOrcamoId(id: string): string {
  return `0${id.slice(1)}`;
}

export const tenantStateLabels = { active: "有効", stopped: "停止", closed: "解約" } as const;

export type TenantState = keyof typeof tenantStateLabels;

export const linkedAppLabels = { orca: "日レセ管理画面", qkan: "給管帳管理画面" } as const;

export type LinkedApp = keyof typeof linkedAppLabels;

/** Days after the first use of a renewed certificate in which the former ones still work; null: until they expire. */
export const overlapChoices = [null, 1, 7, 30, 90] as const;

export function overlapText(days: number | null): string {
  return days === null ? "有効期限まで使える" : `新しい証明書が初めて使われてから${days}日後に失効する`;
}

export const tenantKindLabels = { clinic: "医療機関・介護事業所", vendor: "ベンダー", operator: "運用者" } as const;

export type TenantKind = keyof typeof tenantKindLabels;

/** The letter that the ORCAMO IDs of a kind begin with. */
export const prefixOf = { clinic: "u", vendor: "v", operator: "o" } as const satisfies Record<TenantKind, string>;

/** How an operator made sure of who asks for a certificate, when no certificate can tell. */
export const identityLabels = { callback: "電話の折り返し", document: "書面", meeting: "対面", other: "その他" } as const;

/** The kind of certificate that people sign in with. */
export const signInKindOf = { clinic: "client", vendor: "vendor", operator: "operator" } as const satisfies Record<
  TenantKind,
  string
>;

export const limits = { certificates: 20, otherCertificates: 5, pageSize: 20 } as const;
