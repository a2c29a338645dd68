import type { Pkcs12Encryption } from "../authority/pkcs12-encryption.ts";

/** Labels, states and pure rules of certificates (PRODUCT.md §2, §3). Client components may import this. */

export const kindLabels = {
  client: "テナント-client",
  db: "テナント-DB接続",
  api: "テナント-API接続",
  backup: "テナント-バックアップ",
  vendor: "ベンダー",
  operator: "運用者",
} as const;

/** What each sort of organisation may have issued. */
export const kindsByTenant: Readonly<Record<"clinic" | "vendor" | "operator", readonly CertificateKind[]>> = {
  clinic: ["client", "db", "api", "backup"],
  vendor: ["vendor"],
  operator: ["operator"],
};

export type CertificateKind = keyof typeof kindLabels;

export type CertificateState = "requested" | "active" | "revoked" | "rejected";

export const statusLabels = {
  active: "利用中",
  expired: "期限切れ",
  requested: "申請中",
  revoked: "失効",
  rejected: "却下",
} as const;

/** What a person sees; expired is derived from the date and never stored. */
export type CertificateStatus = keyof typeof statusLabels;

export function statusOf(certificate: { state: CertificateState; notAfter: Date }, now: Date): CertificateStatus {
  return certificate.state === "active" && certificate.notAfter <= now ? "expired" : certificate.state;
}

/** Issued and not revoked, though its end may be over: what can be revoked, and where there may be a file. */
export function isIssued(status: CertificateStatus): boolean {
  return status === "active" || status === "expired";
}

/** apiXXX and backupXXX are 更新対象外: client certificates took their place (seed 003 p. 2). */
const renewableKinds: readonly CertificateKind[] = ["client", "db", "vendor", "operator"];

export type RenewalRefusal = "CERTIFICATE_KIND_NOT_RENEWABLE" | "CERTIFICATE_NOT_ACTIVE" | "CERTIFICATE_TOO_YOUNG";

/** Why an administrator may not renew it on the site, or undefined. An expired one may be (seed 003 p. 1). */
export function renewalRefusal(
  certificate: { kind: CertificateKind; state: CertificateState; issuedAt: Date | null },
  now: Date,
  minimumAgeHours: number,
): RenewalRefusal | undefined {
  if (!renewableKinds.includes(certificate.kind)) return "CERTIFICATE_KIND_NOT_RENEWABLE";
  if (certificate.state !== "active" || !certificate.issuedAt) return "CERTIFICATE_NOT_ACTIVE";
  const ageHours = (now.getTime() - certificate.issuedAt.getTime()) / 3_600_000;
  return ageHours < minimumAgeHours ? "CERTIFICATE_TOO_YOUNG" : undefined;
}

export const revocationReasonLabels = {
  keyCompromise: "紛失・盗難・漏洩のおそれ",
  superseded: "新しい証明書に置き換えた",
  cessationOfOperation: "端末を使わなくなった",
  unspecified: "その他",
} as const;

export type RevocationReason = keyof typeof revocationReasonLabels;

/** Days before the end from which screens warn; the longest of the reminder thresholds (PRODUCT.md §3). */
export const reminderDays = 90;

/** Days before the end in which the operator's console counts a certificate as ending. */
export const endingDays = 30;

interface Generation {
  readonly generation: number;
  readonly status: CertificateStatus;
  readonly firstUsedAt: Date | null;
}

/**
 * When a former generation ends by the tenant's setting: so many days after a newer one, which still works, was first used.
 * @param days null when former ones work until they expire
 * @returns undefined when nothing but its own end is in sight
 */
export function overlapEnd(former: Generation, line: readonly Generation[], days: number | null): Date | undefined {
  if (days === null || former.status !== "active") return undefined;
  const used = line.filter(({ generation, status }) => generation > former.generation && status === "active");
  const first = Math.min(...used.flatMap(({ firstUsedAt }) => firstUsedAt?.getTime() ?? []));
  return Number.isFinite(first) ? new Date(first + days * 86_400_000) : undefined;
}

export const switchoverLabels = { waiting: "未切り替え", both: "以前の証明書も使用中", done: "切り替え済み" } as const;

/** How far the terminals of a line have come from a former generation to the newest one. */
export type Switchover = keyof typeof switchoverLabels;

/** @param newest its first use; @param former its last one, which is known to ten minutes */
export function switchoverOf(
  newest: { readonly firstUsedAt: Date | null },
  former: { readonly lastUsedAt: Date | null },
): Switchover {
  if (!newest.firstUsedAt) return "waiting";
  return former.lastUsedAt && former.lastUsedAt > newest.firstUsedAt ? "both" : "done";
}

/** Of the p12 that programs fetch, and of downloads (PRODUCT.md §3). */
export const encryptionLabels = { compatible: "互換(3DES)", modern: "AES-256" } as const satisfies Record<
  Pkcs12Encryption,
  string
>;

export const limits = { noteLength: 200, requestCount: 50, bulkCount: 1000, pageSize: 10 } as const;

interface Named {
  readonly number: number;
  readonly commonName: string;
  readonly organization: string;
}

/** `000324_JP_u00000096_client324.p12` (PRODUCT.md §3). Made of our own letters only: safe in a header and a zip. */
export function pkcs12FileName(certificate: Named): string {
  return `${baseName(certificate)}.p12`;
}

export function baseName({ number, organization, commonName }: Named): string {
  return `${String(number).padStart(6, "0")}_JP_${organization}_${commonName}`;
}

/** `CN=client21,O=u00000014` */
export function subjectText({ commonName, organization }: Pick<Named, "commonName" | "organization">): string {
  return `CN=${commonName},O=${organization}`;
}
