import { Refusal } from "../platform/refusal.ts";
import type { Actor, Scope, Standing } from "../platform/scope.ts";

interface Rule {
  /** A column of the table: the role in the person's own organisation, or what an entrusted vendor is in a clinic. */
  readonly for: readonly Standing[];
  /** The password must have been shown within `proofMinutes` (step-up). */
  readonly proof?: true;
  /** In the operator's own organisation only: what concerns all tenants. */
  readonly office?: true;
  /** Only over a certificate of the tenant itself: a vendor's or the operator's will not do (PRODUCT.md §3). */
  readonly clinicCertificate?: true;
}

/** Who may do what. The system (worker, command line) may do everything that it has a command for. */
const table = {
  "tenants:read": { for: ["operator", "administrator", "auditor", "vendor", "entrustedServer", "entrustedGeneral"] },
  /** How long old and new certificates overlap. */
  "tenants:overlap": { for: ["operator", "administrator"], proof: true },
  /** TOP. A general user sees what concerns everyone, and their own last sign-in. */
  "notices:read": { for: ["operator", "administrator", "auditor", "general", "vendor", "entrustedServer", "entrustedGeneral"] },
  "notices:read-administrators": {
    for: ["operator", "administrator", "auditor", "vendor", "entrustedServer", "entrustedGeneral"],
  },
  "certificates:read": { for: ["operator", "administrator", "auditor", "vendor", "entrustedServer", "entrustedGeneral"] },
  /** Under a number and dates that are given. */
  "certificates:enter": { for: [] },
  "certificates:request": { for: ["operator", "administrator", "entrustedServer"] },
  "certificates:renew": { for: ["operator", "administrator", "vendor", "entrustedServer"] },
  "certificates:download": { for: ["operator", "administrator", "vendor", "entrustedServer"] },
  "certificates:bulk-download": { for: ["operator", "administrator", "vendor", "entrustedServer"], proof: true },
  "certificates:password": { for: ["operator", "administrator", "vendor", "entrustedServer"], proof: true },
  "certificates:note": { for: ["operator", "administrator", "vendor", "entrustedServer"] },
  /** The sort of file that programs fetch. */
  "certificates:encryption": { for: ["operator", "administrator", "vendor", "entrustedServer"] },
  /** By the very certificate, at the doors for programs and on /renewal. */
  "certificates:renew-own": { for: ["certificate"] },
  "certificates:revoke": { for: ["operator", "administrator"], proof: true },
  "users:read": { for: ["operator", "administrator"] },
  /** Names, stop and resume, unlock, sessions: what takes nothing but a moment's access. */
  "users:manage": { for: ["operator", "administrator"] },
  /** Whoever gets in afterwards: new users, roles, new passwords, the third factor taken off. */
  "users:grant": { for: ["operator", "administrator"], proof: true },
  "users:password-policy": { for: ["operator", "administrator"], proof: true },
  /** Passwords, those of p12 files too: whoever made it showed theirs, but may have left the browser since. */
  "hand-outs:take": { for: ["operator", "administrator"], proof: true },
  "sign-ins:read": { for: ["operator", "administrator", "auditor"] },
  "sign-ins:read-own": { for: ["operator", "administrator", "auditor", "general", "vendor"] },
  "tenant-log:read": { for: ["operator", "administrator", "auditor"] },
  "password:change": { for: ["operator", "administrator", "auditor", "general", "vendor"] },
  /** One's own open sessions: to see them, to end them, to show the password again. */
  "sessions:own": { for: ["operator", "administrator", "auditor", "general", "vendor"] },
  /** The third factor, while signing in: of a session that opens nothing else yet. */
  "codes:show": { for: ["operator", "administrator", "auditor", "general", "vendor"] },
  /** One's own third factor. */
  "codes:manage": { for: ["operator", "administrator", "auditor", "general", "vendor"], proof: true },
  /** The vendor that a clinic entrusts, and no more. */
  "entrustments:read": { for: ["operator", "administrator", "auditor"] },
  "entrustments:manage": { for: ["operator", "administrator"], proof: true },
  /** The clinics that entrust this vendor. */
  "clients:read": { for: ["vendor"] },
  /** Entering another tenant: the operator with a reason, an entrusted vendor. */
  "visits:open": { for: ["operator", "entrustedServer", "entrustedGeneral"] },
  /** 日レセ管理画面: the contract, imports and dumps with their states and reports. */
  "databases:read": { for: ["operator", "administrator", "auditor", "entrustedServer", "entrustedGeneral"] },
  "databases:upload": { for: ["administrator", "entrustedServer", "entrustedGeneral"], clinicCertificate: true },
  /** Changes nothing that is in use. */
  "databases:test-import": { for: ["administrator", "entrustedServer", "entrustedGeneral"], clinicCertificate: true },
  /** 本番インポート, and 元に戻す. */
  "databases:import": {
    for: ["administrator", "entrustedServer", "entrustedGeneral"],
    proof: true,
    clinicCertificate: true,
  },
  "databases:cancel": { for: ["operator", "administrator", "entrustedServer", "entrustedGeneral"] },
  "databases:dump": { for: ["administrator", "entrustedServer", "entrustedGeneral"] },
  "databases:schedule-dumps": { for: ["administrator", "entrustedServer"] },
  "databases:remove-dump": { for: ["administrator", "entrustedServer"] },
  /** All of a clinic's data in one file. */
  "databases:download-dump": { for: ["administrator", "entrustedServer", "entrustedGeneral"], proof: true },
  "console:read": { for: ["operator"], office: true },
  "console:tenants": { for: ["operator"], office: true, proof: true },
  "console:rescue": { for: ["operator"], office: true, proof: true },
  "console:notices": { for: ["operator"], office: true },
  "console:settings": { for: ["operator"], office: true, proof: true },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof table;

export const permissions = Object.keys(table) as readonly Permission[];

/** How long a shown password counts for what asks for it again. */
export const proofMinutes = 10;

/** For showing or hiding; the command itself asks again with permit. Whether a password is asked for is not in it. */
export function can(actor: Pick<Actor, "standing">, permission: Permission): boolean {
  const { for: standings }: Rule = table[permission];
  return actor.standing === "system" || standings.includes(actor.standing);
}

/** True when the permission needs a password that was shown lately. */
export function needsProof(permission: Permission): boolean {
  return (table[permission] as Rule).proof === true;
}

/**
 * The first line of every command.
 * @throws Refusal NOT_PERMITTED, CLINIC_CERTIFICATE_REQUIRED, PROOF_REQUIRED
 */
export function permit(scope: Pick<Scope, "actor" | "tenant" | "clock">, permission: Permission): void {
  admit(scope, permission);
  const { proof }: Rule = table[permission];
  if (scope.actor.standing === "system" || !proof) return;
  if (!isProved(scope.actor, scope.clock.now())) throw new Refusal("PROOF_REQUIRED", { permission });
}

/**
 * The same but for the proof, for pages: the form on a page asks for the password itself, where nothing that was typed
 * is lost. What a page must not even show without it comes from a query that permits.
 * @throws Refusal NOT_PERMITTED, CLINIC_CERTIFICATE_REQUIRED
 */
export function admit({ actor, tenant }: Pick<Scope, "actor" | "tenant">, permission: Permission): void {
  const rule: Rule = table[permission];
  if (actor.standing === "system") return;
  if (!can(actor, permission)) throw new Refusal("NOT_PERMITTED", { permission });
  if (rule.office && tenant.kind !== "operator") throw new Refusal("NOT_PERMITTED", { permission });
  if (rule.clinicCertificate && actor.certificate?.organization !== tenant.orcamoId) {
    throw new Refusal("CLINIC_CERTIFICATE_REQUIRED", { permission });
  }
}

/** A proof of the future is none either: the clock was set back, and the proof would count for as long. */
export function isProved({ provedAt }: Pick<Actor, "provedAt">, now: Date): boolean {
  return provedAt !== undefined && Math.abs(now.getTime() - provedAt.getTime()) <= proofMinutes * 60_000;
}
