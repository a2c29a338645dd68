import { createHash } from "node:crypto";
import { inTransaction } from "../platform/db.ts";
import type { Actor, Scope } from "../platform/scope.ts";
import { canonicalJson } from "./canonical-json.ts";

export interface AuditEvent {
  /** `<noun>:<verb>`, such as `certificates:renew`. */
  readonly action: string;
  /** What it was done to, as a person names it: `CN=client21,O=u00000014`. */
  readonly target: string;
  /** Before and after, counts, reasons; never a secret. */
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Writes what was done, chained to the tenant's entry before it, in the transaction of the change: if it cannot be
 * written, the change does not happen. Call it last: the chain's head stays locked until the commit.
 */
export function recordAudit(scope: Scope, event: AuditEvent): Promise<void> {
  return inTransaction(scope, async ({ db, tenant, actor, clock }) => {
    const head = await db.auditHead.update({ where: { tenantId: tenant.id }, data: { sequence: { increment: 1 } } });
    const entry = {
      tenantId: tenant.id,
      sequence: head.sequence,
      at: clock.now(),
      actor: actorFacts(actor),
      action: event.action,
      target: event.target,
      facts: { ...event.facts },
    };
    const hash = chainHash(entry, head.hash);
    await db.auditEntry.create({ data: { ...entry, previousHash: head.hash, hash }, select: { sequence: true } });
    await db.auditHead.update({ where: { tenantId: tenant.id }, data: { hash }, select: { sequence: true } });
  });
}

/** The head before the first entry. */
export const chainStart = new Uint8Array(32);

export interface ChainedEntry {
  readonly tenantId: string;
  readonly sequence: bigint;
  readonly at: Date;
  readonly actor: unknown;
  readonly action: string;
  readonly target: string;
  readonly facts: unknown;
}

/** SHA-256 over the previous hash and the entry as canonical JSON: anyone can compute it again with sha256sum. */
export function chainHash(entry: ChainedEntry, previousHash: Uint8Array): Buffer<ArrayBuffer> {
  const { tenantId, sequence, at, actor, action, target, facts } = entry;
  const body = canonicalJson({ tenantId, sequence: sequence.toString(), at: at.toISOString(), actor, action, target, facts });
  return Buffer.from(createHash("sha256").update(previousHash).update(body).digest());
}

function actorFacts(actor: Actor) {
  return {
    standing: actor.standing,
    ...(actor.user && { userId: actor.user.id, loginId: actor.user.loginId, name: actor.user.name }),
    ...(actor.certificate && { certificate: actor.certificate.commonName, serial: actor.certificate.serial }),
    address: actor.address,
    userAgent: actor.userAgent,
    requestId: actor.requestId,
  };
}
