import type { Clock } from "./clock.ts";
import type { TenantDb } from "./db.ts";

/** Minted in lib/access alone, after the session or certificate was seen to have business there. */
export type TenantId = string & { readonly __brand: "TenantId" };

/** What every command of the house gets first: who acts, in which tenant, on which rows, when. */
export interface Scope {
  readonly actor: Actor;
  readonly tenant: ScopeTenant;
  readonly db: TenantDb;
  readonly clock: Clock;
}

export interface ScopeTenant {
  readonly id: TenantId;
  readonly orcamoId: string;
  readonly name: string;
  readonly kind: "clinic" | "vendor" | "operator";
}

/**
 * A column of the permission table: the role of a user in their own organisation, or what an entrusted vendor is
 * in a clinic. `certificate` is whoever holds one, program or person, and has shown nothing else. `system` is the portal
 * itself (worker, command line).
 */
export type Standing =
  | "operator"
  | "administrator"
  | "auditor"
  | "general"
  | "vendor"
  | "entrustedServer"
  | "entrustedGeneral"
  | "certificate"
  | "system";

export interface Actor {
  readonly standing: Standing;
  /** undefined for the system, and for who has shown a certificate alone. */
  readonly user?: {
    readonly id: string;
    readonly loginId: string;
    readonly name: string;
    readonly organizationId: string;
    /** The ORCAMO ID of the user's own organisation: in another tenant's log it says who came. */
    readonly organization: string;
  };
  readonly sessionId?: string;
  /** When the person last showed the password; undefined for the system, which has none. */
  readonly provedAt?: Date;
  /** Where the tenant is not that of the certificate: why it was entered, and the name of the organisation that came. */
  readonly visit?: { readonly reason: string; readonly organizationName: string };
  readonly certificate?: {
    readonly id: string;
    /** Its line and generation; said where nothing but the certificate was shown. */
    readonly number?: number;
    readonly generation?: number;
    readonly commonName: string;
    readonly organization: string;
    readonly serial: string;
  };
  readonly address: string;
  /** `TLSv1.2`; said where programs are told apart by it. */
  readonly tlsVersion?: string;
  readonly userAgent: string;
  readonly requestId: string;
}
