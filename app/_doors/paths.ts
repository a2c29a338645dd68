type Query = Readonly<Record<string, string | number | undefined>>;

/** Every address that a page links to or an action goes to. */
export const paths = {
  home: "/",
  signIn: "/sign-in",
  /** next-auth's own entry: it sets the CSRF cookie that the form needs when there is no JavaScript. */
  enter: (callback?: string) => `/api/auth/signin${callback ? `?callbackUrl=${encodeURIComponent(callback)}` : ""}`,
  password: "/password",
  top: (orcamoId: string) => `/tenants/${orcamoId}`,
  details: (orcamoId: string) => `/tenants/${orcamoId}/details`,
  certificates: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/certificates`, query),
  requestCertificates: (orcamoId: string) => `/tenants/${orcamoId}/certificates/new`,
  bulkDownload: (orcamoId: string) => `/tenants/${orcamoId}/certificates/bulk-download`,
  certificate: (orcamoId: string, number: number) => `/tenants/${orcamoId}/certificates/${number}`,
  renewCertificate: (orcamoId: string, number: number) => `/tenants/${orcamoId}/certificates/${number}/renew`,
  /** How long old and new certificates overlap. */
  overlap: (orcamoId: string) => `/tenants/${orcamoId}/certificates/overlap`,
  /** Former generations that still work, and whether they are used. */
  formerCertificates: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/certificates/former`, query),
  /** 更新に失敗した証明書 in full. */
  renewals: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/certificates/renewals`, query),
  revokeCertificate: (orcamoId: string, number: number) => `/tenants/${orcamoId}/certificates/${number}/revoke`,
  pkcs12: (orcamoId: string, number: number) => `/tenants/${orcamoId}/certificates/${number}/p12`,
  zip: (orcamoId: string, number: number) => `/tenants/${orcamoId}/certificates/${number}/zip`,
  users: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/users`, query),
  newUser: (orcamoId: string) => `/tenants/${orcamoId}/users/new`,
  user: (orcamoId: string, id: string) => `/tenants/${orcamoId}/users/${id}`,
  stopUser: (orcamoId: string, id: string) => `/tenants/${orcamoId}/users/${id}/stop`,
  resetPassword: (orcamoId: string, id: string) => `/tenants/${orcamoId}/users/${id}/reset-password`,
  removeUserCodes: (orcamoId: string, id: string) => `/tenants/${orcamoId}/users/${id}/remove-codes`,
  endSessions: (orcamoId: string, id: string) => `/tenants/${orcamoId}/users/${id}/end-sessions`,
  handOut: (orcamoId: string, id: string) => `/tenants/${orcamoId}/hand-outs/${id}`,
  handOutFile: (orcamoId: string, id: string) => `/tenants/${orcamoId}/hand-outs/${id}/file`,
  passwordPolicy: (orcamoId: string) => `/tenants/${orcamoId}/users/password-policy`,
  signIns: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/sign-ins`, query),
  signInsCsv: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/sign-ins/csv`, query),
  log: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/log`, query),
  verifyLog: (orcamoId: string) => `/tenants/${orcamoId}/log/verify`,
  exportLog: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/log/export`, query),
  entrustments: (orcamoId: string) => `/tenants/${orcamoId}/entrustments`,
  newEntrustment: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/entrustments/new`, query),
  withdrawEntrustment: (orcamoId: string, id: string) => `/tenants/${orcamoId}/entrustments/${id}/withdraw`,
  clients: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/clients`, query),
  enterTenant: (orcamoId: string, back?: string) => withQuery(`/tenants/${orcamoId}/enter`, { back }),
  /** Shows the password again, and goes on to an address of ours. */
  proof: (back: string) => withQuery("/proof", { back }),
  signInCode: (back?: string) => withQuery("/sign-in/code", { back }),
  codes: "/codes",
  removeCodes: "/codes/remove",
  /** One's own open sessions. */
  sessions: "/sessions",
  orca: (orcamoId: string) => `/tenants/${orcamoId}/apps/orca`,
  imports: (orcamoId: string, query: Query = {}) => withQuery(`/tenants/${orcamoId}/apps/orca/db_imports`, query),
  newImport: (orcamoId: string) => `/tenants/${orcamoId}/apps/orca/db_imports/new`,
  import: (orcamoId: string, id: string) => `/tenants/${orcamoId}/apps/orca/db_imports/${id}`,
  /** The confirming page of 本番インポート, for a file that is there. */
  liveImport: (orcamoId: string, uploadId: string) => `/tenants/${orcamoId}/apps/orca/db_imports/uploads/${uploadId}/live`,
  upload: (orcamoId: string, uploadId: string) => `/tenants/${orcamoId}/apps/orca/db_imports/uploads/${uploadId}`,
  removeUpload: (orcamoId: string, uploadId: string) => `/tenants/${orcamoId}/apps/orca/db_imports/uploads/${uploadId}/remove`,
  cancelImport: (orcamoId: string, id: string) => `/tenants/${orcamoId}/apps/orca/db_imports/${id}/cancel`,
  rollBackImport: (orcamoId: string, id: string) => `/tenants/${orcamoId}/apps/orca/db_imports/${id}/roll-back`,
  discardStaging: (orcamoId: string, id: string) => `/tenants/${orcamoId}/apps/orca/db_imports/${id}/discard-staging`,
  importLog: (orcamoId: string, id: string) => `/tenants/${orcamoId}/apps/orca/db_imports/${id}/log`,
  dumps: (orcamoId: string) => `/tenants/${orcamoId}/apps/orca/db_dumps`,
  newDump: (orcamoId: string) => `/tenants/${orcamoId}/apps/orca/db_dumps/new`,
  removeDump: (orcamoId: string, id: string) => `/tenants/${orcamoId}/apps/orca/db_dumps/${id}/remove`,
  cancelDump: (orcamoId: string, id: string) => `/tenants/${orcamoId}/apps/orca/db_dumps/${id}/cancel`,
  /** Shows the password where it must, and leads to a link for an hour. */
  downloadDump: (orcamoId: string, id: string) => `/tenants/${orcamoId}/apps/orca/db_dumps/${id}/download`,
  dumpSchedule: (orcamoId: string) => `/tenants/${orcamoId}/apps/orca/db_dumps/schedule`,
  /** Native: tus (resumable), the plain form, live progress, and the file behind a link. */
  tus: (orcamoId: string, id?: string) => `/tenants/${orcamoId}/apps/orca/uploads${id ? `/${id}` : ""}`,
  plainUpload: (orcamoId: string) => `/tenants/${orcamoId}/apps/orca/upload`,
  importEvents: (orcamoId: string, id: string) => `/tenants/${orcamoId}/apps/orca/events/imports/${id}`,
  dumpEvents: (orcamoId: string) => `/tenants/${orcamoId}/apps/orca/events/dumps`,
  dumpFile: (orcamoId: string, token: string, fileName: string) =>
    `/tenants/${orcamoId}/apps/orca/dump-files/${token}/${fileName}`,
  console: "/operator",
  consoleTenants: (query: Query = {}) => withQuery("/operator/tenants", query),
  consoleNewTenant: (query: Query = {}) => withQuery("/operator/tenants/new", query),
  consoleTenant: (orcamoId: string) => `/operator/tenants/${orcamoId}`,
  consoleChangeTenant: (orcamoId: string) => `/operator/tenants/${orcamoId}/change`,
  consoleStopTenant: (orcamoId: string) => `/operator/tenants/${orcamoId}/stop`,
  consoleResumeTenant: (orcamoId: string) => `/operator/tenants/${orcamoId}/resume`,
  consoleCloseTenant: (orcamoId: string) => `/operator/tenants/${orcamoId}/close`,
  consoleRescue: (orcamoId: string) => `/operator/tenants/${orcamoId}/rescue`,
  consoleHandOut: (id: string) => `/operator/hand-outs/${id}`,
  consoleHandOutFile: (id: string) => `/operator/hand-outs/${id}/file`,
  consoleCertificates: (query: Query = {}) => withQuery("/operator/certificates", query),
  consoleNotices: (query: Query = {}) => withQuery("/operator/notices", query),
  consoleNewNotice: "/operator/notices/new",
  consoleNotice: (id: string) => `/operator/notices/${id}`,
  consoleWithdrawNotice: (id: string) => `/operator/notices/${id}/withdraw`,
  consoleMaintenance: (query: Query = {}) => withQuery("/operator/maintenance", query),
  consoleNewMaintenance: "/operator/maintenance/new",
  consoleMaintenanceWindow: (id: string) => `/operator/maintenance/${id}`,
  consoleWithdrawMaintenance: (id: string) => `/operator/maintenance/${id}/withdraw`,
  consoleSettings: "/operator/settings",
  consoleHealth: "/operator/health",
  /** For whoever comes with a certificate alone. */
  renewal: (query: Query = {}) => withQuery("/renewal", query),
  renewalSave: (query: Query = {}) => withQuery("/renewal/save", query),
  renewalPkcs12: "/renewal/p12",
  renewalPassword: (query: Query = {}) => withQuery("/renewal/password", query),
  authorityCertificate: "/ca.crt",
  windowsGuide: "/guides/windows",
  logGuide: "/guides/log",
} as const;

/** Leaves out what is empty, so that a plain list has a plain address. */
export function withQuery(path: string, query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

/** An address of this site to go back to, or the home page: never one that a stranger made point elsewhere. */
export function ownPath(path: string | undefined): string {
  return path && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? path : paths.home;
}
