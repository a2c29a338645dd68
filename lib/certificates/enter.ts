import { permit } from "../access/permissions.ts";
import { inTransaction } from "../platform/db.ts";
import type { Scope } from "../platform/scope.ts";
import { finishCertificate } from "./issue.ts";
import type { CertificateKind } from "./model.ts";
import { makeSecrets, type PlannedCertificate, planCertificate } from "./plan.ts";

export interface EnterInput {
  readonly number: number;
  readonly generation: number;
  readonly kind: CertificateKind;
  readonly note: string;
  /** When it ends before its three years are over. */
  readonly notAfter?: Date | undefined;
}

/**
 * Issues a certificate whose number is given, at the moment that the scope's clock shows. For the system only. Done
 * twice, the second finds or finishes what the first made.
 */
export async function enterCertificate(scope: Scope, input: EnterInput): Promise<void> {
  permit(scope, "certificates:enter");
  const { number, generation } = input;
  const known = await scope.db.certificate.findFirst({ where: { number, generation }, select: { id: true } });
  const planned = known?.id ?? (await plan(scope, input));
  await finishCertificate(scope, planned, generation === 1 ? "certificates:issue" : "certificates:renew");
}

async function plan(scope: Scope, { number, generation, kind, note, notAfter }: EnterInput): Promise<PlannedCertificate> {
  const secrets = await makeSecrets(scope);
  return inTransaction(scope, async (inner) => {
    const line =
      (await inner.db.certificateLine.findUnique({ where: { number } })) ??
      (await inner.db.certificateLine.create({
        data: { tenantId: scope.tenant.id, number, kind, note, touchedAt: scope.clock.now() },
      }));
    return planCertificate(inner, line, generation, secrets, notAfter);
  });
}
