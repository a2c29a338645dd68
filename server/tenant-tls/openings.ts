import { systemDb } from "#lib/platform/system-db.ts";
import type { Opening } from "./lines.ts";

/** Every database that was made; those of clinics that are stopped or closed stay shut. */
export async function readOpenings(): Promise<Opening[]> {
  const rows = await systemDb().tenantDatabase.findMany({
    where: { readyAt: { not: null } },
    select: { name: true, tenant: { select: { orcamoId: true, state: true } } },
    orderBy: { name: "asc" },
  });
  return rows.map(({ name, tenant: { orcamoId, state } }) => ({
    orcamoId,
    database: name,
    reader: `${name}_read`,
    open: state === "active",
  }));
}
