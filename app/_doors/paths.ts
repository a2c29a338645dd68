/** Every address that a page links to or an action goes to. */
export const paths = {
  home: "/",
  signIn: "/sign-in",
  /** next-auth's own entry: it sets the CSRF cookie that the form needs when there is no JavaScript. */
  enter: (callback?: string) => `/api/auth/signin${callback ? `?callbackUrl=${encodeURIComponent(callback)}` : ""}`,
  password: "/password",
  top: (orcamoId: string) => `/tenants/${orcamoId}`,
  details: (orcamoId: string) => `/tenants/${orcamoId}/details`,
  certificates: (orcamoId: string, query: Readonly<Record<string, string | number | undefined>> = {}) =>
    withQuery(`/tenants/${orcamoId}/certificates`, query),
  requestCertificates: (orcamoId: string) => `/tenants/${orcamoId}/certificates/new`,
  bulkDownload: (orcamoId: string) => `/tenants/${orcamoId}/certificates/bulk-download`,
  certificate: (orcamoId: string, number: number) => `/tenants/${orcamoId}/certificates/${number}`,
  renewCertificate: (orcamoId: string, number: number) => `/tenants/${orcamoId}/certificates/${number}/renew`,
  revokeCertificate: (orcamoId: string, number: number) => `/tenants/${orcamoId}/certificates/${number}/revoke`,
  pkcs12: (orcamoId: string, number: number) => `/tenants/${orcamoId}/certificates/${number}/p12`,
  zip: (orcamoId: string, number: number) => `/tenants/${orcamoId}/certificates/${number}/zip`,
  users: (orcamoId: string) => `/tenants/${orcamoId}/users`,
  signIns: (orcamoId: string) => `/tenants/${orcamoId}/sign-ins`,
  authorityCertificate: "/ca.crt",
  windowsGuide: "/guides/windows",
} as const;

/** Leaves out what is empty, so that a plain list has a plain address. */
export function withQuery(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text ? `${path}?${text}` : path;
}

/** An address of this site to go back to, or the home page: never one that a stranger made point elsewhere. */
export function ownPath(path: string | undefined): string {
  return path && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? path : paths.home;
}
