import { type Clock, systemClock } from "../platform/clock.ts";
import { tenantDb } from "../platform/db.ts";
import type { Peer } from "../platform/peer.ts";
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
  const { id, tenantId, tenantName, tenantKind, commonName, organization, serial } = peer.certificate;
  const tenant = mintTenantId(tenantId);
  return {
    actor: {
      standing: "certificate",
      certificate: { id, commonName, organization, serial },
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
