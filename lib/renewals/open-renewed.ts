import { permit } from "../access/permissions.ts";
import { type AuditEvent, recordAudit } from "../audit/record.ts";
import { passwordBinding } from "../authority/certificate-bindings.ts";
import { openPassword } from "../authority/password.ts";
import { subjectText } from "../certificates/model.ts";
import { generationsOf } from "../certificates/renew.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { chooseSuccessor } from "./choose.ts";
import { inTurn } from "./in-turn.ts";
import { makeRenewedFile, type Renewed, type RenewedFile, renewedFields } from "./make-file.ts";
import type { RenewalDoor } from "./model.ts";
import { keepsPace } from "./pace.ts";
import { presented } from "./presented.ts";
import { attemptFacts } from "./record-attempt.ts";

/**
 * The file of the newest successor of the presented certificate, for /renewal; recorded each time.
 * @throws Refusal NOT_FOUND when there is none; RENEWALS_BUSY
 */
export async function openRenewedPkcs12(scope: Scope): Promise<RenewedFile> {
  permit(scope, "certificates:renew-own");
  return inTurn(presented(scope).number, async () => {
    const renewed = await getRenewed(scope);
    const file = await makeRenewedFile(scope, renewed);
    await recordAudit(scope, downloadEvent(scope, renewed, "page"));
    return file;
  });
}

/** What opens that file; recorded each time that it is shown. @throws Refusal NOT_FOUND, RENEWALS_BUSY */
export async function showRenewedPassword(scope: Scope): Promise<string> {
  permit(scope, "certificates:renew-own");
  return inTurn(presented(scope).number, async () => {
    const { id, generation, passwordEnvelope, ...renewed } = await getRenewed(scope);
    if (!passwordEnvelope) throw new Refusal("NOT_FOUND");
    const facts = { generation, ...attemptFacts(scope, "page") };
    await recordAudit(scope, { action: "certificates:show-password", target: subjectText(renewed), facts });
    return openPassword(passwordEnvelope, passwordBinding(scope.tenant.id, id));
  });
}

export function downloadEvent(scope: Scope, { generation, line, ...renewed }: Renewed, door: RenewalDoor): AuditEvent {
  const facts = { generation, encryption: line.encryption, ...attemptFacts(scope, door) };
  return { action: "certificates:download-p12", target: subjectText(renewed), facts };
}

/** Of who may renew it by itself alone: a vendor's or operator's successor is behind sign-in and password, as before. */
async function getRenewed(scope: Scope): Promise<Renewed> {
  const { id, number } = presented(scope);
  const { refusal, waiting } = chooseSuccessor(await generationsOf(scope, number), id, scope.clock.now());
  const where = !refusal && waiting && { id: waiting.id, keyEnvelope: { not: null } };
  const renewed = where && (await scope.db.certificate.findFirst({ where, select: renewedFields }));
  if (!renewed) throw new Refusal("NOT_FOUND", { number });
  if (!keepsPace(scope, "shown")) throw new Refusal("RENEWALS_BUSY");
  return renewed;
}
