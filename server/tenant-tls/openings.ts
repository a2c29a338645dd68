import { databaseNames } from "#lib/databases/model.ts";
import { env } from "#lib/platform/env.ts";
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
    reader: databaseNames(env().tenantDatabasePrefix, orcamoId).reader,
    open: state === "active",
  }));
}
