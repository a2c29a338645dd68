import { type Client, escapeIdentifier as id } from "pg";
import { env } from "../platform/env.ts";
import { withTenantServer } from "../postgres/tenant-server.ts";
import { grantReading } from "./grant-reading.ts";
import { forget } from "./leftovers.ts";
import { adminDatabaseName, databaseNames } from "./model.ts";
import { adminPool } from "./prepare-server.ts";
import { dropRole, shutOut } from "./roles.ts";
import type { Staging } from "./staging.ts";

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
    if (await roleExists(client, role)) await takeOver(client, role, owner);
    await grantReading(client, { owner, reader });
    await client.query("SET statement_timeout = '60min'");
    await client.query("ANALYZE");
  });
  await withTenantServer(adminDatabaseName(env().tenantDatabasePrefix), (client) => dropRole(client, role));
  await pool.query(`ALTER DATABASE ${id(name)} OWNER TO ${id(owner)}`);
  await pool.query(
    `INSERT INTO portal.attempts (import, attempt, staging) SELECT $1, 0, oid FROM pg_database WHERE datname = $2
     ON CONFLICT (import) DO UPDATE SET staging = excluded.staging`,
    [importId, name],
  );
  await forget(pool, [role]);
}

async function roleExists(client: Client, role: string): Promise<boolean> {
  return (await client.query("SELECT FROM pg_roles WHERE rolname = $1", [role])).rowCount === 1;
}

/**
 * Schemas go first: a function changes hands only when the new owner may create in its schema (CREATE comes with owning
 * it). One transaction, so that nothing is half adopted.
 */
async function takeOver(client: Client, role: string, owner: string): Promise<void> {
  await shutOut(client, role);
  await client.query("BEGIN");
  const { rows } = await client.query<{ nspname: string }>("SELECT nspname FROM pg_namespace WHERE nspowner = $1::regrole", [
    id(role),
  ]);
  for (const { nspname } of rows) await client.query(`ALTER SCHEMA ${id(nspname)} OWNER TO ${id(owner)}`);
  await client.query(`REASSIGN OWNED BY ${id(role)} TO ${id(owner)}`);
  await client.query(`DROP OWNED BY ${id(role)}`);
  await client.query("COMMIT");
}
