import { createHash, randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Client } from "pg";
import type { Connections } from "#lib/platform/connections.ts";
import { withClient } from "#server/postgres/connect.ts";
import { migrate, readMigrations } from "#server/postgres/migrate.ts";
import { prepareOwnDatabase } from "#server/postgres/roles.ts";
import { startOwnCluster, testClusterUrl, testHome } from "./cluster.ts";

export interface TestDatabase extends Connections {
  /** The superuser's, to the database `postgres` of the server that the clinics' databases are on, too. */
  readonly adminUrl: string;
  /** Of the clinics' databases and roles that this test makes; they go with it. */
  readonly prefix: string;
  /** PORTAL_DATA_DIR of this process: database.json and the key-encryption key are in it. */
  readonly dataDir: string;
  /** Ends this process's connections and drops the database and the directory. */
  close(): Promise<void>;
}

/**
 * A migrated database of its own for a test file, on the real PostgreSQL: a copy of a template that is made once per
 * state of the migrations. Call it before anything reads a setting, then use lib as the portal does.
 * @param ownServer for tests that strain the whole server
 */
export async function openTestDatabase({ ownServer = false } = {}): Promise<TestDatabase> {
  const stopServer = ownServer ? await startOwnCluster() : undefined;
  const adminUrl = await testClusterUrl();
  const name = `test_${process.pid}_${randomBytes(4).toString("hex")}`;
  const roles = await withClient(adminUrl, async (client) => {
    const template = await provideTemplate(client, adminUrl);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template.name} OWNER portal_owner`);
    return template.roles;
  });
  const tenants = roles.tenants ?? "";
  const connections = { owner: at(roles.owner, name), app: at(roles.app, name), system: at(roles.system, name), tenants };
  const prefix = `t${randomBytes(6).toString("hex")}_`;
  process.env.PORTAL_TENANT_DATABASE_PREFIX = prefix;
  const dataDir = mkdtempSync(path.join(tmpdir(), "portal-test-"));
  chmodSync(dataDir, 0o711);
  writeFileSync(path.join(dataDir, "database.json"), JSON.stringify(connections), { mode: 0o600 });
  await pointAtDataDirectory(dataDir);
  const close = async () => {
    await closeConnections();
    await withClient(adminUrl, async (client) => {
      await dropTenants(client, prefix);
      await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
    });
    rmSync(dataDir, { recursive: true, force: true });
    await stopServer?.();
  };
  return { ...connections, adminUrl, prefix, dataDir, close };
}

async function pointAtDataDirectory(dataDir: string): Promise<void> {
  process.env.PORTAL_DATA_DIR = dataDir;
  process.env.PORTAL_LOG ??= "silent";
  // Keys that nobody takes would be made beside every test of the worker.
  process.env.PORTAL_KEY_POOL ??= "0";
  for (const name of ["DATABASE_URL", "TENANT_DATABASE_URL", "PORTAL_KEY_ENCRYPTION_KEY_FILE"]) delete process.env[name];
  const { env } = await import("#lib/platform/env.ts");
  if (env().dataDir !== dataDir) throw new Error("A setting was read before openTestDatabase: call it first.");
  const { ensureKeyEncryptionKey } = await import("#lib/platform/secrets.ts");
  ensureKeyEncryptionKey();
}

async function closeConnections(): Promise<void> {
  const [{ closeDb }, { closeSystemDb }, { closeTenantServer }] = await Promise.all([
    import("#lib/platform/db.ts"),
    import("#lib/platform/system-db.ts"),
    import("#lib/postgres/tenant-server.ts"),
  ]);
  await Promise.all([closeDb(), closeSystemDb(), closeTenantServer()]);
}

/** Roles of imports and dumps have no prefix: the admin database knows whose they are. */
async function dropTenants(client: Client, prefix: string): Promise<void> {
  const like = [prefix.replaceAll("_", "\\_").concat("%")];
  const databases = await client.query<{ datname: string }>("SELECT datname FROM pg_database WHERE datname LIKE $1", like);
  const left = databases.rows.length > 0 ? await oneShotRoles(client, prefix) : [];
  for (const { datname } of databases.rows) await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
  const roles = await client.query<{ rolname: string }>("SELECT rolname FROM pg_roles WHERE rolname LIKE $1", like);
  for (const rolname of [...left, ...roles.rows.map((each) => each.rolname)])
    await client.query(`DROP ROLE IF EXISTS "${rolname}"`);
}

async function oneShotRoles(client: Client, prefix: string): Promise<string[]> {
  const url = Object.assign(new URL(await testClusterUrl()), { pathname: `/${prefix}admin` });
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [`${prefix}admin`]);
  if (!rowCount) return [];
  return withClient(url.href, async (admin) => {
    const { rows } = await admin.query<{ name: string }>("SELECT name FROM portal.leftovers WHERE kind <> 'staging'");
    return rows.map(({ name }) => name);
  });
}

/** Test files run at once: the first one makes the template, the others wait on the advisory lock. */
async function provideTemplate(client: Client, adminUrl: string): Promise<{ name: string; roles: Connections }> {
  const migrations = readMigrations();
  const state = createHash("sha256").update(migrations.map(({ checksum }) => checksum).join());
  const name = `template_${state.digest("hex").slice(0, 12)}`;
  await client.query("SELECT pg_advisory_lock(1)");
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1 AND datistemplate", [name]);
  if (!rowCount) await client.query(`DROP DATABASE IF EXISTS ${name}`);
  const roles = await prepareOwnDatabase(adminUrl, name, path.join(testHome(), "database.json"));
  if (!rowCount) {
    await migrate(roles.owner, migrations);
    await client.query(`ALTER DATABASE ${name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  }
  await client.query("SELECT pg_advisory_unlock(1)");
  return { name, roles };
}

function at(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
