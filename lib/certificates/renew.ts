import { permit } from "../access/permissions.ts";
import { inTransaction } from "../platform/db.ts";
import { env } from "../platform/env.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import type { RenewInput } from "./inputs.ts";
import { finishCertificate, lockLine, makeSecrets, planCertificate } from "./issue.ts";
import { renewalRefusal } from "./model.ts";

/**
 * Issues a successor with a new key: the same subject, three years from now. The predecessor stays valid: clients
 * fetch the new one with the old one (PROTOCOLS.md §1). A second click finds the successor of the first.
 * @throws Refusal NOT_FOUND, CERTIFICATE_KIND_NOT_RENEWABLE, CERTIFICATE_NOT_ACTIVE, CERTIFICATE_TOO_YOUNG
 */
export async function renewCertificate(scope: Scope, input: RenewInput): Promise<void> {
  permit(scope, "certificates:renew");
  if (!(await successorDue(scope, input))) return;
  const secrets = await makeSecrets(scope);
  const successor = await inTransaction(scope, async (inner) => {
    const { lineId } = await getCurrent(inner, input.number);
    await lockLine(inner, lineId);
    const generation = input.generation + 1;
    const planned = await inner.db.certificate.findFirst({ where: { lineId, generation }, select: { id: true } });
    if (planned) return planned.id;
    // Asked again behind the lock: a line that was revoked meanwhile must not come to life.
    const current = await getCurrent(inner, input.number);
    refuseRenewal(inner, current);
    return planCertificate(inner, { ...current, id: lineId }, generation, secrets);
  });
  await finishCertificate(scope, successor, "certificates:renew");
}

/** False when the generation that the person saw has its successor already. */
async function successorDue(scope: Scope, input: RenewInput): Promise<boolean> {
  const current = await getCurrent(scope, input.number);
  if (current.generation === input.generation + 1) return false;
  if (current.generation !== input.generation) throw new Refusal("NOT_FOUND", { number: input.number });
  refuseRenewal(scope, current);
  return true;
}

function refuseRenewal(scope: Scope, current: Awaited<ReturnType<typeof getCurrent>>): void {
  const refusal = renewalRefusal(current, scope.clock.now(), env().renewalMinimumAgeHours);
  if (refusal) throw new Refusal(refusal, { kind: current.kind, commonName: current.commonName });
}

async function getCurrent(scope: Scope, number: number) {
  const current = await scope.db.certificate.findFirst({
    where: { number, current: true },
    select: { lineId: true, number: true, generation: true, kind: true, state: true, issuedAt: true, commonName: true },
  });
  if (!current) throw new Refusal("NOT_FOUND", { number });
  return current;
}
