import { Refusal } from "../platform/refusal.ts";
import type { Actor, Scope, Standing } from "../platform/scope.ts";

/**
 * Who may do what. A column is a standing: the role in the person's own organisation, or what an entrusted vendor
 * is in a clinic. The system (worker, command line) may do everything that it has a command for.
 */
const table = {
  "tenants:read": ["operator", "administrator", "auditor", "vendor", "entrustedServer", "entrustedGeneral"],
  "notices:read": ["operator", "administrator", "auditor", "general", "vendor", "entrustedServer", "entrustedGeneral"],
  "certificates:read": ["operator", "administrator", "auditor", "vendor", "entrustedServer", "entrustedGeneral"],
  /** Under a number and dates that are given. */
  "certificates:enter": [],
  "certificates:request": ["operator", "administrator", "entrustedServer"],
  "certificates:renew": ["operator", "administrator", "vendor", "entrustedServer"],
  "certificates:download": ["operator", "administrator", "vendor", "entrustedServer"],
  "certificates:password": ["operator", "administrator", "vendor", "entrustedServer"],
  "certificates:note": ["operator", "administrator", "vendor", "entrustedServer"],
  "certificates:revoke": ["operator", "administrator"],
  "users:read": ["operator", "administrator"],
  "users:manage": ["operator", "administrator"],
  "sign-ins:read": ["operator", "administrator", "auditor"],
  "sign-ins:read-own": ["operator", "administrator", "auditor", "general", "vendor"],
  "tenant-log:read": ["operator", "administrator", "auditor"],
  "password:change": ["operator", "administrator", "auditor", "general", "vendor", "entrustedServer", "entrustedGeneral"],
  "tenants:create": [],
  "tenants:entrust": [],
} as const satisfies Record<string, readonly Standing[]>;

export type Permission = keyof typeof table;

export const permissions = Object.keys(table) as readonly Permission[];

/** For showing or hiding; the command itself asks again with permit. */
export function can(actor: Actor, permission: Permission): boolean {
  const standings: readonly Standing[] = table[permission];
  return actor.standing === "system" || standings.includes(actor.standing);
}

/** The first line of every command. @throws Refusal NOT_PERMITTED */
export function permit(scope: Pick<Scope, "actor">, permission: Permission): void {
  if (!can(scope.actor, permission)) throw new Refusal("NOT_PERMITTED", { permission });
}
