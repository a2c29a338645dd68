import { recordAudit } from "../audit/record.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import { open } from "../platform/secrets.ts";
import { loadSelf } from "./load.ts";
import { recoveryHash } from "./recovery-codes.ts";
import { stepOfCode, totpBinding } from "./totp.ts";

/**
 * Whether this is a code of the person's app, or one of their recovery codes; it is used up by it. Without permission
 * and count of attempts: for the command that has done both.
 */
export function checkCode(scope: Scope, code: string): Promise<boolean> {
  return /^\d{6}$/.test(code) ? takeAppCode(scope, code) : takeRecoveryCode(scope, code);
}

/**
 * A step opens once (RFC 6238 §5.2). "Only later steps than the last" would shut the person out when the clock is set
 * back, until it has caught up; so the steps themselves are kept, and none of them opens again at whatever time. Of two
 * codes sent at once the second finds other steps than it read.
 */
async function takeAppCode(scope: Scope, code: string): Promise<boolean> {
  const { id, tenantId, totpEnvelope, totpSince, totpSteps } = await loadSelf(scope);
  if (!totpEnvelope || !totpSince) return false;
  const step = stepOfCode(open(totpEnvelope, totpBinding(tenantId, id)), code, scope.clock.now());
  if (step === undefined || totpSteps.includes(step)) return false;
  const { count } = await scope.db.user.updateMany({
    where: { id, totpEnvelope, totpSteps: { equals: totpSteps } },
    data: { totpSteps: stepsWith(totpSteps, step) },
  });
  return count === 1;
}

export function stepsWith(steps: readonly number[], step: number): number[] {
  return [...steps, step].slice(-keptSteps);
}

/** A code of the past opens again only when so many were used since and the clock is set to that very minute. */
const keptSteps = 100;

function takeRecoveryCode(scope: Scope, code: string): Promise<boolean> {
  return inTransaction(scope, async (inner) => {
    const { id, loginId, totpSince } = await loadSelf(inner);
    if (!totpSince) return false;
    const { count } = await inner.db.recoveryCode.updateMany({
      where: { userId: id, hash: recoveryHash(code), usedAt: null },
      data: { usedAt: inner.clock.now() },
    });
    if (count !== 1) return false;
    const left = await inner.db.recoveryCode.count({ where: { userId: id, usedAt: null } });
    await recordAudit(inner, { action: "codes:use-recovery", target: loginId, facts: { left } });
    return true;
  });
}
