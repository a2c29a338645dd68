import { escapeIdentifier as id } from "pg";
import { systemScope } from "#lib/access/system-scope.ts";
import { ensureTenantDatabase } from "#lib/databases/ensure.ts";
import { makeTenantDatabases } from "#lib/databases/sweep.ts";
import { isRefusal } from "#lib/platform/refusal.ts";
import { withTenantServer } from "#lib/postgres/tenant-server.ts";
import { clinicContent } from "./clinic-content.ts";
import { program } from "./program.ts";

/** Patients of the clinics whose database has something in it, so that a first dump and a first comparison show it. */
const patients: Readonly<Record<string, number>> = { u00000452: 800, u00000014: 300 };

/** Each demo clinic's database, two of them with invented patients. Where there is no server for them, none. */
export async function makeDemoDatabases(): Promise<void> {
  try {
    for (const [orcamoId, count] of Object.entries(patients)) await fill(orcamoId, count);
    await makeTenantDatabases();
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

/** One transaction: what was interrupted is begun anew, and a database that holds anything is left as it is. */
async function fill(orcamoId: string, count: number): Promise<void> {
  const { name, owner } = await ensureTenantDatabase(await systemScope(orcamoId, program));
  await withTenantServer(name, async (client) => {
    await client.query(`BEGIN; SET LOCAL ROLE ${id(owner)}; SET LOCAL search_path = public`);
    const { rowCount } = await client.query("SELECT FROM pg_tables WHERE schemaname = 'public'");
    if (!rowCount) await client.query(clinicContent(count));
    await client.query("COMMIT");
  });
}
