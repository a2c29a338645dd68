import { systemPool } from "../platform/system-db.ts";

export interface FoundUser {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly state: "active" | "stopped";
  readonly passwordHash: string;
  readonly passwordChangedAt: Date;
  readonly totpSince: Date | null;
  /** The organisation of the certificate is the user's own, or entrusts the user's vendor. */
  readonly belongs: boolean;
  /** Both that organisation and the user's own are in use. */
  readonly open: boolean;
}

/**
 * The user of a login ID as seen from the organisation of a certificate. One statement, whether there is such a user or
 * not: who is turned away may ask without end, and time would tell who exists.
 */
export async function findUser(loginId: string, certificateTenantId: string): Promise<FoundUser | undefined> {
  const { rows } = await systemPool().query<FoundUser>({ name: "find-user", text: find, values: [loginId, certificateTenantId] });
  return rows[0];
}

const find = `SELECT u.id, u."tenantId", u.name, u.state::text, u."passwordHash", u."passwordChangedAt", u."totpSince",
    (u."tenantId" = p.id OR EXISTS (SELECT 1 FROM entrustments e
      WHERE e."tenantId" = p.id AND e."vendorId" = u."tenantId" AND e."endedAt" IS NULL)) AS belongs,
    (o.state = 'active' AND p.state = 'active') AS open
  FROM users u JOIN tenants o ON o.id = u."tenantId" JOIN tenants p ON p.id = $2
  WHERE u."loginId" = $1`;
