import { escapeIdentifier as id } from "pg";
import { env } from "../platform/env.ts";
import { withTenantServer } from "../postgres/tenant-server.ts";
import { grantReading } from "./grant-reading.ts";
import { databaseNames } from "./model.ts";
import { forget } from "./note-leftover.ts";
import { adminPool, inAdmin } from "./prepare-server.ts";
import { dropRole } from "./provide-role.ts";
import type { Staging } from "./staging.ts";
import { takeOver } from "./take-over.ts";
import { withdrawGrants } from "./withdraw-grants.ts";

/**
 * What was restored becomes the owner's, the one-shot role goes, and the database is noted as the one that may be swapped
 * in. An interrupted one is finished by calling it again.
 */
export async function adoptStaging(
  staging: Pick<Staging, "importId" | "orcamoId" | "name" | "role">,
  owner: string,
): Promise<void> {
  const { importId, orcamoId, name, role } = staging;
  const pool = await adminPool();
  const { reader } = databaseNames(env().tenantDatabasePrefix, orcamoId);
  await withTenantServer(name, async (client) => {
    await takeOver(client, role, owner);
    await withdrawGrants(client, { owner, reader });
    await grantReading(client, { owner, reader });
  });
  await inAdmin((client) => dropRole(client, role));
  await pool.query(`ALTER DATABASE ${id(name)} OWNER TO ${id(owner)}`);
  await pool.query(
    `INSERT INTO portal.attempts (import, attempt, staging) SELECT $1, 0, oid FROM pg_database WHERE datname = $2
     ON CONFLICT (import) DO UPDATE SET staging = excluded.staging`,
    [importId, name],
  );
  await forget(pool, [role]);
}
