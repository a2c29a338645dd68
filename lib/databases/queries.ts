import { permit } from "../access/permissions.ts";
import { isRefusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { hasTenantServer, isTenantServerAway } from "../postgres/tenant-server.ts";
import { versionText } from "../postgres/version.ts";
import { adminPool } from "./prepare-server.ts";
import { serverFacts } from "./read-server.ts";

/** `ready` with its facts; the others say why there are none. */
export type DatabaseView =
  | { readonly state: "ready"; readonly bytes: number; readonly version: string }
  | { readonly state: "preparing" | "away" | "off" };

/** 日レセ管理画面: a clinic's database as it is now. The page stands without it, also while its server is away. */
export async function getDatabase(scope: Scope): Promise<DatabaseView> {
  permit(scope, "databases:read");
  if (!hasTenantServer()) return { state: "off" };
  const row = await scope.db.tenantDatabase.findUnique({
    where: { tenantId: scope.tenant.id },
    select: { name: true, readyAt: true },
  });
  if (!row?.readyAt) return { state: "preparing" };
  try {
    const pool = await adminPool();
    const [size, { version }] = await Promise.all([
      pool.query<{ bytes: string | null }>("SELECT (SELECT pg_database_size(oid) FROM pg_database WHERE datname = $1) AS bytes", [
        row.name,
      ]),
      serverFacts(),
    ]);
    return { state: "ready", bytes: Number(size.rows[0]?.bytes ?? 0), version: versionText(version) };
  } catch (error) {
    if (isRefusal(error) || isTenantServerAway(error)) return { state: "away" };
    throw error;
  }
}
