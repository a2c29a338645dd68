import { inTransaction } from "../platform/db.ts";
import { plainText } from "../platform/plain-text.ts";
import type { Actor, Scope } from "../platform/scope.ts";
import { chainHash } from "./chain.ts";

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
      target: plainText(event.target, 300),
      facts: plainFacts(event.facts ?? {}),
    };
    const hash = chainHash(entry, head.hash);
    await db.auditEntry.create({ data: { ...entry, previousHash: head.hash, hash }, select: { sequence: true } });
    await db.auditHead.update({ where: { tenantId: tenant.id }, data: { hash }, select: { sequence: true } });
  });
}

/**
 * Locks the chain of the tenant until the commit: what is decided after it cannot be decided by two at once ("the last
 * administrator"). Call it before reading what the decision rests on, inside of inTransaction.
 */
export async function lockChain({ db, tenant }: Scope): Promise<void> {
  const where = { tenantId: tenant.id };
  await db.auditHead.update({ where, data: { sequence: { increment: 0 } }, select: { sequence: true } });
}

function actorFacts({ standing, user, certificate, address, userAgent, requestId }: Actor) {
  return {
    standing,
    ...(user && {
      userId: user.id,
      loginId: plainText(user.loginId, 100),
      name: plainText(user.name, 100),
      organization: user.organization,
    }),
    ...(certificate && { certificate: plainText(certificate.commonName, 100), serial: certificate.serial }),
    address: plainText(address, 100),
    userAgent: plainText(userAgent, 300),
    requestId: plainText(requestId, 100),
  };
}

/** A line break in a text that was written in several lines shows as ↵. */
function plainFacts(facts: NonNullable<AuditEvent["facts"]>) {
  const plain = Object.entries(facts).map(([name, fact]) => [
    name,
    typeof fact === "string" ? plainText(fact.replace(/\r\n?|\n/g, "↵"), 20_000) : fact,
  ]);
  return Object.fromEntries(plain) as Record<string, string | number | boolean | null>;
}
