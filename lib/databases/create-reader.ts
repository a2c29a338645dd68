import { randomBytes } from "node:crypto";
import { type Client, escapeLiteral, escapeIdentifier as id } from "pg";
import { env } from "../platform/env.ts";
import { tenantServerUrl } from "../postgres/tenant-server.ts";
import { databaseNames, dumpRole } from "./model.ts";
import { forget, note } from "./note-leftover.ts";
import { adminPool, inAdmin } from "./prepare-server.ts";
import { dropRole, provideRole } from "./provide-role.ts";

/**
 * A role for one dump that reads all of the live database and connects to no other. Large objects have owners of their
 * own, which pg_read_all_data does not cover: lo_compat_privileges stands in, and every transaction is to read.
 */
export async function createReader(orcamoId: string, dumpId: string): Promise<{ url: string; role: string }> {
  const pool = await adminPool();
  await dropReader(dumpId);
  const { live } = databaseNames(env().tenantDatabasePrefix, orcamoId);
  const role = dumpRole(dumpId);
  const password = randomBytes(24).toString("hex");
  await note(pool, { name: role, kind: "dump role", orcamoId, id: dumpId });
  await inAdmin(async (client) => {
    await provideRole(client, role, `LOGIN CONNECTION LIMIT 4 PASSWORD ${escapeLiteral(password)}`);
    await client.query(`ALTER ROLE ${id(role)} SET default_transaction_read_only = on`);
    await client.query(`ALTER ROLE ${id(role)} SET lo_compat_privileges = on`);
    await client.query(`GRANT pg_read_all_data TO ${id(role)}`);
    await client.query(`GRANT CONNECT ON DATABASE ${id(live)} TO ${id(role)}`);
  });
  return { role, url: tenantServerUrl(live, { name: role, password }) };
}

/** Idempotent; ends what is still connected as the role. */
export async function dropReader(dumpId: string): Promise<void> {
  const pool = await adminPool();
  const role = dumpRole(dumpId);
  await inAdmin(async (client) => {
    await withdrawFromDatabases(client, role);
    await dropRole(client, role);
  });
  await forget(pool, [role]);
}

/** Wherever the database was renamed to meanwhile. */
async function withdrawFromDatabases(client: Client, role: string): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    `SELECT datname FROM pg_database, aclexplode(datacl) WHERE grantee = (SELECT oid FROM pg_roles WHERE rolname = $1)`,
    [role],
  );
  for (const { datname } of rows) await client.query(`REVOKE ALL ON DATABASE ${id(datname)} FROM ${id(role)}`);
}
