import type { Client } from "pg";
import { escapeIdentifier as id } from "pg";
import { env } from "../platform/env.ts";
import type { Scope } from "../platform/scope.ts";
import { withTenantServer } from "../postgres/tenant-server.ts";
import { grantReading } from "./grant-reading.ts";
import { databaseNames, type TenantDatabaseNames } from "./model.ts";
import { noteReady } from "./note-ready.ts";
import { adminPool, inAdmin } from "./prepare-server.ts";
import { provideRole } from "./provide-role.ts";

/**
 * The clinic's database with its owner and its reading role: found, or made. Two at once, or one that was interrupted
 * anywhere, end with the same.
 * @throws Refusal DATABASES_OFF
 */
export async function ensureTenantDatabase(scope: Scope): Promise<{ name: string; owner: string; reader: string }> {
  const names = databaseNames(env().tenantDatabasePrefix, scope.tenant.orcamoId);
  const found = { name: names.live, owner: names.owner, reader: names.reader };
  if (await isThere(scope, names.live)) return found;
  // Behind one lock, which lies where no clinic's role comes.
  await inAdmin(async (admin) => {
    await makeDatabase(admin, names);
    await withTenantServer(names.live, (client) => grantReading(client, names));
  });
  await noteReady(scope, names.live);
  return found;
}

/** Asked of the server too: a portal that was restored may know databases that this server never had. */
async function isThere(scope: Scope, live: string): Promise<boolean> {
  const pool = await adminPool();
  const known = await scope.db.tenantDatabase.findFirst();
  if (!known?.readyAt) return false;
  return (await pool.query("SELECT FROM pg_database WHERE datname = $1", [live])).rowCount === 1;
}

/** CREATE DATABASE takes no transaction: the lock is the connection's, and goes with it. */
async function makeDatabase(client: Client, { live, owner, reader }: TenantDatabaseNames): Promise<void> {
  await client.query("SELECT pg_advisory_lock(hashtextextended($1, 0))", [live]);
  await provideRole(client, owner, "NOLOGIN");
  await provideRole(client, reader, "LOGIN CONNECTION LIMIT 10");
  // For programs that mean no harm; what the role may do at all is in its rights.
  await client.query(`ALTER ROLE ${id(reader)} SET default_transaction_read_only = on`);
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [live]);
  if (!rowCount) await client.query(`CREATE DATABASE ${id(live)} OWNER ${id(owner)} ${plain}`);
  await client.query(`REVOKE ALL ON DATABASE ${id(live)} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${id(live)} TO ${id(reader)}`);
}

/** Whatever the server's own default is. */
export const plain = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'";
