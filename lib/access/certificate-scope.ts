import { type Clock, clockAt, systemClock } from "../platform/clock.ts";
import { tenantDb } from "../platform/db.ts";
import type { KnownCertificate, Peer } from "../platform/peer.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { mintTenantId } from "./tenant-id.ts";

/**
 * The scope of whoever holds a certificate and has shown nothing else: a program in the field, or a person on /renewal. It
 * is in the certificate's own tenant, and may do what the permission table gives to `certificate`.
 * @throws Refusal CERTIFICATE_REQUIRED when the peer has no valid one
 */
export function certificateScope(peer: Peer | undefined, clock: Clock = systemClock): Scope {
  if (peer?.certificate.state !== "valid") throw new Refusal("CERTIFICATE_REQUIRED");
  return scopeOf(peer, peer.certificate, clock);
}

/**
 * The same for a certificate of ours that is no longer good: to write down that it came, and for nothing else. Undefined
 * for what is good, and for what belongs to nobody.
 */
export function refusedScope(peer: Peer, now: Date): Scope | undefined {
  const { certificate } = peer;
  if (!("id" in certificate) || certificate.state === "valid") return undefined;
  return scopeOf(peer, certificate, clockAt(now));
}

/** Who has shown a certificate alone renews that one; the others what they administer. */
export function renewalPermission({ actor }: Pick<Scope, "actor">): "certificates:renew" | "certificates:renew-own" {
  return actor.standing === "certificate" ? "certificates:renew-own" : "certificates:renew";
}

function scopeOf(peer: Peer, certificate: KnownCertificate, clock: Clock): Scope {
  const { id, tenantId, tenantName, tenantKind, number, generation, commonName, organization, serial } = certificate;
  const tenant = mintTenantId(tenantId);
  return {
    actor: {
      standing: "certificate",
      certificate: { id, number, generation, commonName, organization, serial },
      address: peer.address,
      tlsVersion: peer.tlsVersion,
      userAgent: peer.userAgent,
      requestId: peer.requestId,
    },
    tenant: { id: tenant, orcamoId: organization, name: tenantName, kind: tenantKind },
    db: tenantDb(tenant),
    clock,
  };
}
