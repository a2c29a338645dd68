import { randomBytes } from "node:crypto";
import { type Client, escapeLiteral, escapeIdentifier as id } from "pg";
import { env } from "../platform/env.ts";
import { tenantServerUrl, withTenantServer } from "../postgres/tenant-server.ts";
import { plain } from "./ensure.ts";
import { importRole, stagingName } from "./model.ts";
import { forget, note } from "./note-leftover.ts";
import { adminPool, inAdmin } from "./prepare-server.ts";
import { dropRole, provideRole } from "./provide-role.ts";

/** A database beside the live one, and the role that fills it and can nothing else. */
export interface Staging {
  readonly importId: string;
  readonly orcamoId: string;
  readonly name: string;
  readonly role: string;
  readonly password: string;
  /** As the role. */
  readonly url: string;
}

/** Empty, and the administrator's. What an earlier attempt left is dropped first. */
export async function createStaging(orcamoId: string, importId: string): Promise<Staging> {
  const pool = await adminPool();
  const { name, role } = namesOf(orcamoId, importId);
  const password = randomBytes(24).toString("hex");
  await inTurn(name, async (client) => {
    await dropBoth(client, name, role);
    await note(pool, { name, kind: "staging", orcamoId, id: importId });
    await note(pool, { name: role, kind: "import role", orcamoId, id: importId });
    await provideRole(client, role, `LOGIN CONNECTION LIMIT 4 PASSWORD ${escapeLiteral(password)}`);
    for (const [parameter, value] of limits()) await client.query(`ALTER ROLE ${id(role)} SET ${parameter} = '${value}'`);
    await client.query(`CREATE DATABASE ${id(name)} ${plain}`);
    await client.query(`REVOKE ALL ON DATABASE ${id(name)} FROM PUBLIC`);
    await client.query(`GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${id(name)} TO ${id(role)}`);
  });
  await withTenantServer(name, (client) => client.query(`ALTER SCHEMA public OWNER TO ${id(role)}`));
  return { importId, orcamoId, name, role, password, url: tenantServerUrl(name, { name: role, password }) };
}

/** Database and role, whoever is connected. Idempotent. One that was swapped in has another name, and stays. */
export async function dropStaging(orcamoId: string, importId: string): Promise<void> {
  const pool = await adminPool();
  const { name, role } = namesOf(orcamoId, importId);
  await inTurn(name, (client) => dropBoth(client, name, role));
  await forget(pool, [name, role]);
}

function namesOf(orcamoId: string, importId: string) {
  return { name: stagingName(env().tenantDatabasePrefix, orcamoId, importId), role: importRole(importId) };
}

/**
 * The server finishes what a process that was killed had asked for last, such as the making of this very database. The
 * lock is of that connection, so that it lasts as long as the work.
 */
function inTurn(name: string, work: (client: Client) => Promise<void>): Promise<void> {
  return inAdmin(async (client) => {
    await client.query("SELECT pg_advisory_lock(hashtextextended($1, 2))", [name]);
    await work(client);
  });
}

async function dropBoth(client: Client, name: string, role: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${id(name)} WITH (FORCE)`);
  await dropRole(client, role);
}

/**
 * The role itself can change all but the first two, which a superuser's or a granted right guards; for the others the watchdog
 * of the restore stands in. Causes are read from English messages (lib/imports/find-cause.ts). Until the swap nothing needs to be on the disk: its commit brings all that was written before.
 */
function limits(): [string, string][] {
  return [
    ["temp_file_limit", "20GB"],
    ["lc_messages", "C"],
    ["statement_timeout", `${Math.ceil(env().importMaxHours * 60)}min`],
    ["lock_timeout", "10min"],
    ["idle_in_transaction_session_timeout", "60min"],
    ["maintenance_work_mem", "256MB"],
    ["synchronous_commit", "off"],
  ];
}
