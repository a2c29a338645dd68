import type { Standing, TenantId } from "../platform/scope.ts";
import { systemPool } from "../platform/system-db.ts";
import { can, type Permission } from "./permissions.ts";

/**
 * Whether a person who asked for something long ago could still ask for it today: in use, of an organisation in use, in the
 * tenant at home or by an entrustment. What the request itself showed (password, certificate) is not asked again.
 */
export async function stillMay(tenantId: TenantId, userId: string, permission: Permission): Promise<boolean> {
  const { rows } = await systemPool().query<{ role: Standing; own: boolean; entrusted: "server" | "general" | null }>(
    `SELECT u.role::text, u."tenantId" = $1 AS own,
       (SELECT e.kind::text FROM entrustments e WHERE e."tenantId" = $1 AND e."vendorId" = u."tenantId" AND e."endedAt" IS NULL
        ORDER BY e.kind LIMIT 1) AS entrusted
     FROM users u JOIN tenants t ON t.id = u."tenantId" WHERE u.id = $2 AND u.state = 'active' AND t.state = 'active'`,
    [tenantId, userId],
  );
  const standing = rows[0] && standingOf(rows[0]);
  return standing !== undefined && can({ standing }, permission);
}

function standingOf({ role, own, entrusted }: { role: Standing; own: boolean; entrusted: "server" | "general" | null }) {
  if (own) return role;
  if (role !== "vendor" || entrusted === null) return undefined;
  return entrusted === "server" ? "entrustedServer" : "entrustedGeneral";
}
