import { randomUUID } from "node:crypto";

/** A certificate of u00000014 that no other test changes. */
export const victim = "503";
/** Of something that is not there. */
export const noRow = "01900000-0000-7000-8000-000000000000";

/** What each action takes, so that nothing but the door and the command stand in its way. */
export function inputOf({ name }: { readonly name: string }): Record<string, string> {
  const input = inputs()[name];
  if (!input) throw new Error(`Say what ${name} takes, so that it is walked too.`);
  return input;
}

function inputs(): Record<string, Record<string, string>> {
  const tenant = { orcamoId: "u00000014" };
  const user = { ...tenant, id: noRow, version: "0" };
  const person = { name: "by a stranger", nameKana: "", mail: "" };
  const certificate = { ...tenant, number: victim };
  const requestId = randomUUID();
  return {
    requestCertificatesAction: { ...tenant, requestId, kind: "client", count: "1", note: "" },
    renewCertificateAction: { ...certificate, generation: "1" },
    revokeCertificateAction: { ...certificate, reason: "unspecified" },
    changeNoteAction: { ...certificate, note: "changed by a stranger" },
    showPasswordAction: certificate,
    changeEncryptionAction: { ...certificate, encryption: "modern" },
    changeOverlapAction: { ...tenant, days: "1" },
    closeReminderAction: tenant,
    addUserAction: { ...tenant, requestId, loginId: "stranger", ...person, role: "administrator" },
    editUserAction: { ...user, ...person },
    changeRoleAction: { ...user, role: "administrator" },
    resetPasswordAction: { ...user, requestId },
    stopUserAction: user,
    resumeUserAction: user,
    unlockUserAction: user,
    removeCodesAction: user,
    endAllSessionsAction: user,
    endSessionAction: { ...user, sessionId: noRow },
    changePasswordPolicyAction: { ...tenant, policy: "mixed" },
    chooseVendorAction: { ...tenant, vendor: "v00000001", kind: "general" },
    entrustVendorAction: { ...tenant, vendor: "v00000001", kind: "general" },
    withdrawVendorAction: { ...tenant, id: noRow },
    openVisitAction: { ...tenant, reason: "stated by a stranger", back: "" },
    closeVisitAction: tenant,
    changePasswordAction: { current: "x", next: "a-brand-new-password", again: "a-brand-new-password" },
    proveAction: { proofPassword: "x", back: "/" },
    endOwnSessionAction: { sessionId: randomUUID() },
    startCodesAction: {},
    confirmCodesAction: { code: "000000" },
    removeOwnCodesAction: {},
    renewRecoveryCodesAction: {},
    showCodeAction: { code: "000000", back: "/" },
    renewOwnAction: { from: "" },
    showRenewedPasswordAction: {},
    ...databaseInputs(requestId),
    ...consoleInputs(requestId),
  };
}

function databaseInputs(requestId: string): Record<string, Record<string, string>> {
  const tenant = { orcamoId: "u00000014" };
  const row = { ...tenant, id: noRow };
  const request = { ...tenant, requestId, uploadId: noRow, statedVersion: "" };
  return {
    requestTestImportAction: { ...request, keepStaging: "on" },
    requestLiveImportAction: { ...request, scheduledFor: "", tenantName: "by a stranger", proofPassword: "x" },
    cancelImportAction: row,
    rollBackImportAction: row,
    discardStagingAction: row,
    removeUploadAction: row,
    requestDumpAction: { ...tenant, requestId },
    cancelDumpAction: row,
    removeDumpAction: row,
    changeDumpScheduleAction: { ...tenant, version: "0", enabled: "on", minute: "21:00", keep: "3" },
  };
}

function consoleInputs(requestId: string): Record<string, Record<string, string>> {
  const tenant = { orcamoId: "u00000014" };
  const details = { name: "by a stranger", maintenance: "", medicalId: "", plan: "", apiPlan: "", policy: "asvs" };
  const reason = "stated by a stranger";
  const user = { loginId: "stranger", userName: "by a stranger", userKana: "", mail: "" };
  const row = { id: noRow, version: "0" };
  const window = { title: "by a stranger", startsAt: "2030-01-01T00:00", endsAt: "2030-01-02T00:00" };
  const notice = { ...window, audience: "system", tenant: "", body: "" };
  return {
    registerTenantAction: { ...details, requestId, orcamoId: "u00099999", kind: "clinic", ...user, certificates: "1" },
    changeTenantAction: { ...tenant, version: "0", ...details },
    stopTenantAction: { ...tenant, reason },
    resumeTenantAction: tenant,
    closeTenantAction: { ...tenant, typedId: "u00000014", reason },
    rescueTenantAction: { ...tenant, requestId, method: "callback", person: "a stranger", reason },
    createNoticeAction: { ...notice, id: randomUUID() },
    changeNoticeAction: { ...row, ...notice },
    withdrawNoticeAction: row,
    createMaintenanceAction: { ...window, id: randomUUID() },
    changeMaintenanceAction: { ...row, ...window },
    withdrawMaintenanceAction: row,
    changeSettingsAction: { ...settings, version: "0" },
  };
}

const settings = {
  supportName: "by a stranger",
  supportPhone: "",
  supportMail: "",
  sessionIdleMinutes: "60",
  sessionAbsoluteHours: "12",
  signInRetentionYears: "5",
};
