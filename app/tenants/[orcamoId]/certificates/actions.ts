"use server";

import { goTo, tenantAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { changeEncryption } from "#lib/certificates/change-encryption.ts";
import { changeNote } from "#lib/certificates/change-note.ts";
import { certificateInput, encryptionInput, noteInput, renewInput, requestInput, revokeInput } from "#lib/certificates/inputs.ts";
import { showPassword } from "#lib/certificates/open-pkcs12.ts";
import { renewCertificate } from "#lib/certificates/renew.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { revokeCertificate } from "#lib/certificates/revoke.ts";
import { changeOverlap } from "#lib/tenants/change-overlap.ts";
import { overlapInput } from "#lib/tenants/inputs.ts";

export const requestCertificatesAction = tenantAction(
  { permission: "certificates:request", input: requestInput },
  async (scope, input) => {
    const { orcamoId } = scope.tenant;
    const numbers = await requestCertificates(scope, input);
    const [only, second] = numbers;
    const target =
      only !== undefined && second === undefined
        ? paths.certificate(orcamoId, only)
        : paths.certificates(orcamoId, { sort: "-number" });
    return goTo(target, "certificates-requested");
  },
);

export const renewCertificateAction = tenantAction(
  { permission: "certificates:renew", input: renewInput },
  async (scope, input) => {
    await renewCertificate(scope, input);
    return goTo(paths.certificate(scope.tenant.orcamoId, input.number), "certificate-renewed");
  },
);

export const revokeCertificateAction = tenantAction(
  { permission: "certificates:revoke", input: revokeInput },
  async (scope, input) => {
    await revokeCertificate(scope, input);
    return goTo(paths.certificate(scope.tenant.orcamoId, input.number), "certificate-revoked");
  },
);

export const changeNoteAction = tenantAction({ permission: "certificates:note", input: noteInput }, async (scope, input) => {
  await changeNote(scope, input);
  return goTo(paths.certificate(scope.tenant.orcamoId, input.number), "note-changed");
});

export const changeEncryptionAction = tenantAction(
  { permission: "certificates:encryption", input: encryptionInput },
  async (scope, input) => {
    await changeEncryption(scope, input);
    return goTo(paths.certificate(scope.tenant.orcamoId, input.number), "certificate-encryption-changed");
  },
);

export const changeOverlapAction = tenantAction({ permission: "tenants:overlap", input: overlapInput }, async (scope, input) => {
  await changeOverlap(scope, input);
  return goTo(paths.certificates(scope.tenant.orcamoId), "overlap-changed");
});

/** Answered in the form itself: a password never stands in an address. */
export const showPasswordAction = tenantAction(
  { permission: "certificates:password", input: certificateInput },
  async (scope, input) => ({ values: { password: await showPassword(scope, input.number) } }),
);
