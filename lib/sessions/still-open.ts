import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { systemPool } from "../platform/system-db.ts";

/**
 * For a download that goes on for long: whoever may no longer begin it (stopped, signed out, demoted, the visit over)
 * does not get the rest of it either. What is being read counts as activity. The system has no session to end.
 * @throws Refusal SIGN_IN_REQUIRED
 */
export async function requireStillOpen({ actor, tenant, clock }: Scope): Promise<void> {
  if (actor.standing === "system") return;
  const { rows } = await systemPool().query<{ seen: boolean }>({
    name: "still-open",
    text: find,
    values: [clock.now(), actor.sessionId, tenant.id, actor.standing],
  });
  if (!rows[0]) throw new Refusal("SIGN_IN_REQUIRED");
  if (!rows[0].seen) await systemPool().query({ name: "touch-reader", text: touch, values: [actor.sessionId, clock.now()] });
}

/** The parts of a long download, as long as it may still go on: it breaks rather than reach who was stopped meanwhile. */
export async function* whileOpen<Part>(scope: Scope, parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  for await (const part of parts) {
    await requireStillOpen(scope);
    yield part;
  }
}

const find = `SELECT s."lastSeenAt" > $1::timestamptz - interval '1 minute' AS seen
  FROM sessions s
  JOIN users u ON u.id = s."userId"
  JOIN tenants t ON t.id = s."tenantId"
  JOIN tenants o ON o.id = s."userTenantId"
  WHERE s.id = $2 AND s."endedAt" IS NULL AND s."expiresAt" > $1 AND s."provedAt" >= u."passwordChangedAt"
    AND u.state = 'active' AND t.state = 'active' AND o.state = 'active'
    AND (u.role::text = $4 OR EXISTS (SELECT 1 FROM entrustments e
      WHERE e."tenantId" = $3 AND e."vendorId" = o.id AND e."endedAt" IS NULL AND (e.kind = 'server' OR $4 = 'entrustedGeneral')))
    AND (t.id = o.id OR EXISTS (SELECT 1 FROM entrustments e
      WHERE e."tenantId" = t.id AND e."vendorId" = o.id AND e."endedAt" IS NULL))
    AND (t.id = $3 OR EXISTS (SELECT 1 FROM visits v
      WHERE v."sessionId" = s.id AND v."tenantId" = $3 AND v."endedAt" IS NULL))`;

const touch = `UPDATE sessions SET "lastSeenAt" = $2 WHERE id = $1`;
