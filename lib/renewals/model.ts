/** Labels and pure rules of renewal by the certificate itself (PROTOCOLS.md §1). Client components may import this. */

import type { CertificateKind, CertificateState } from "../certificates/model.ts";

export const renewalDoorLabels = {
  api: "証明書更新API",
  est: "EST",
  page: "更新画面",
} as const;

export type RenewalDoor = keyof typeof renewalDoorLabels;

export const renewalResultLabels = {
  renewed: "更新",
  repeated: "再取得",
  refused: "拒否",
} as const;

/** Repeated: the successor was there already and was handed out again. */
export type RenewalResult = keyof typeof renewalResultLabels;

/** How long the address of a new file opens. */
export const renewalLinkMinutes = 10;

/** The same attempt again within these minutes is counted, and not written anew. */
export const sameAttemptMinutes = 10;

/** For so many days a failed renewal that nothing has made good is shown to the administrators. */
export const failureDays = 30;

const ownKinds: ReadonlySet<string> = new Set<CertificateKind>(["client", "db"]);

/** Programs renew these; vendors and operators do it on the site, and apiXXX and backupXXX are 更新対象外 (PRODUCT.md §3). */
export function renewsItself(kind: string): boolean {
  return ownKinds.has(kind);
}

export interface RenewalRules {
  readonly windowDays: number;
  readonly minimumAgeHours: number;
}

export type OwnRenewalRefusal =
  | "CERTIFICATE_KIND_NOT_RENEWABLE"
  | "CERTIFICATE_REVOKED"
  | "CERTIFICATE_EXPIRED"
  | "RENEWAL_TOO_EARLY"
  | "CERTIFICATE_TOO_YOUNG";

interface Asking {
  readonly kind: CertificateKind;
  readonly state: CertificateState;
  readonly generation: number;
  readonly issuedAt: Date | null;
  readonly notAfter: Date;
}

/**
 * Why a certificate may not be renewed by itself, or undefined. A young one is not renewed again: where the window is longer
 * than its life, a program in a loop would pile up certificates. One that was never renewed may be at once.
 */
export function ownRenewalRefusal(
  { kind, state, generation, issuedAt, notAfter }: Asking,
  { windowDays, minimumAgeHours }: RenewalRules,
  now: Date,
): OwnRenewalRefusal | undefined {
  if (!renewsItself(kind)) return "CERTIFICATE_KIND_NOT_RENEWABLE";
  if (state !== "active" || !issuedAt) return "CERTIFICATE_REVOKED";
  if (notAfter <= now) return "CERTIFICATE_EXPIRED";
  if (notAfter.getTime() - now.getTime() > windowDays * 86_400_000) return "RENEWAL_TOO_EARLY";
  const young = now.getTime() - issuedAt.getTime() < minimumAgeHours * 3_600_000;
  return young && generation > 1 ? "CERTIFICATE_TOO_YOUNG" : undefined;
}

/** Why a renewal was refused, in a table: short. What to do about it stands in reason-words.ts. */
export const renewalReasonLabels: Readonly<Record<string, string>> = {
  CERTIFICATE_EXPIRED: "期限切れの証明書",
  CERTIFICATE_REVOKED: "失効した証明書",
  TENANT_STOPPED: "利用できないテナント",
  CERTIFICATE_KIND_NOT_RENEWABLE: "更新対象外の証明書",
  CERTIFICATE_TOO_YOUNG: "発行から間もない証明書",
  RENEWAL_TOO_EARLY: "更新できる時期の前",
  CERTIFICATE_NOT_ACTIVE: "更新中に失効した証明書",
  CERTIFICATE_SUPERSEDED: "更新済みの証明書",
  CSR_INVALID: "証明書署名要求(CSR)の誤り",
  CSR_SUBJECT_DIFFERS: "証明書署名要求(CSR)の主体者の違い",
  CSR_KEY_NOT_ALLOWED: "証明書署名要求(CSR)の鍵の種類",
  CSR_KEY_SAME: "証明書署名要求(CSR)の鍵の使い回し",
  CSR_TYPE_WRONG: "証明書署名要求(CSR)の形式",
  BODY_TOO_LARGE: "長すぎる要求",
  RENEWAL_LINK_GONE: "受け取り先の期限切れ",
  RENEWALS_BUSY: "混雑",
  FAILED: "サイトの障害",
};
