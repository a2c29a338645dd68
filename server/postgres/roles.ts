import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Client, escapeIdentifier, escapeLiteral } from "pg";
import { z } from "zod";
import type { Connections } from "#lib/platform/connections.ts";
import { StartFailure } from "#server/start/failure.ts";
import { writePrivate } from "#server/start/write-private.ts";
import { withClient } from "./connect.ts";
import { prepareOwnTenantServer, tenantsRole } from "./tenant-server.ts";

const shape = z.object({ owner: z.string(), app: z.string(), system: z.string(), tenants: z.string().optional() });

/** The names stand in the migrations and count for the whole cluster. */
const names = { owner: "portal_owner", app: "portal_app", system: "portal_system", tenants: tenantsRole } as const;

/**
 * The private cluster: the superuser makes the roles and the database, which portal_owner owns. None of them may pass
 * row-level security by. Keeps what is already right, so that it runs at every start.
 *
 * @param file database.json, which keeps the passwords.
 * @param tenants where the clinics' databases are: on a server of their own, or here, with this admin database
 */
export async function prepareOwnDatabase(
  adminUrl: string,
  database: string,
  file: string,
  tenants: { readonly url: string | undefined; readonly admin?: string } = { url: undefined },
): Promise<Connections> {
  const kept = readConnections(file);
  const connections = await withClient(adminUrl, async (client) => {
    const at = (role: "owner" | "app" | "system") => withUser(adminUrl, database, names[role], passwordOf(kept?.[role]));
    const made = { owner: at("owner"), app: at("app"), system: at("system") };
    for (const role of ["owner", "app", "system"] as const) await setRole(client, names[role], passwordOf(made[role]));
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [database]);
    if (!rowCount) await client.query(`CREATE DATABASE ${escapeIdentifier(database)} OWNER portal_owner`);
    await client.query(`REVOKE CONNECT ON DATABASE ${escapeIdentifier(database)} FROM PUBLIC`);
    await client.query(`GRANT CONNECT ON DATABASE ${escapeIdentifier(database)} TO portal_app, portal_system`);
    return made;
  });
  const password = passwordOf(ownTenants(kept?.tenants, adminUrl));
  if (!tenants.url) await prepareOwnTenantServer(adminUrl, { password, ...(tenants.admin && { admin: tenants.admin }) });
  const whole = { ...connections, tenants: tenants.url ?? withUser(adminUrl, "postgres", names.tenants, password) };
  writeConnections(file, whole);
  return whole;
}

/** Not that of a server which TENANT_DATABASE_URL named at the start before. */
function ownTenants(kept: string | undefined, adminUrl: string): string | undefined {
  return kept && new URL(kept).username === names.tenants && new URL(kept).hostname === new URL(adminUrl).hostname
    ? kept
    : undefined;
}

/**
 * The operator's own PostgreSQL: the user of DATABASE_URL is the owner and makes the other two roles. A role that
 * answers to the kept password stays as it is: several portals may share the database.
 *
 * @param tenantsUrl the clinics' server; without one there are no clinics' databases
 * @throws StartFailure naming the right that is missing.
 */
export async function prepareGivenDatabase(databaseUrl: string, file: string, tenantsUrl?: string): Promise<Connections> {
  const kept = readConnections(file);
  const database = decodeURIComponent(new URL(databaseUrl).pathname.slice(1));
  return withClient(databaseUrl, async (client) => {
    const connections: Connections = { owner: databaseUrl, app: "", system: "", ...(tenantsUrl && { tenants: tenantsUrl }) };
    for (const role of ["app", "system"] as const) {
      const url = withUser(databaseUrl, database, names[role], passwordOf(kept?.[role]));
      connections[role] = url;
      if (await opens(url)) continue;
      await requireRight(client, "rolcreaterole OR rolsuper", (user) => `ALTER ROLE ${user} CREATEROLE`);
      await setRole(client, names[role], passwordOf(url));
    }
    await requireRight(
      client,
      "has_database_privilege(current_database(), 'CREATE')",
      (user) => `GRANT CREATE ON DATABASE ${database} TO ${user}`,
    );
    await requireRight(client, "has_schema_privilege('public', 'CREATE')", (user) => `GRANT CREATE ON SCHEMA public TO ${user}`);
    await refuseRolesAboveRowSecurity(client);
    writeConnections(file, connections);
    return connections;
  });
}

async function setRole(client: Client, name: string, password: string): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [name]);
  const verb = rowCount ? "ALTER" : "CREATE";
  await client.query(`${verb} ROLE ${escapeIdentifier(name)} LOGIN PASSWORD ${escapeLiteral(password)}`);
}

/** @param condition over the row of the current user in pg_roles. */
async function requireRight(client: Client, condition: string, remedy: (user: string) => string): Promise<void> {
  const { rows } = await client.query<{ user: string; may: boolean }>(
    `SELECT quote_ident(rolname) AS user, (${condition}) AS may FROM pg_roles WHERE rolname = current_user`,
  );
  const [row] = rows;
  if (row?.may) return;
  throw new StartFailure(`The user of DATABASE_URL lacks a right: run, as a superuser, ${remedy(row?.user ?? "")};`);
}

/** Such a role would read every tenant's rows whatever the policies say. */
async function refuseRolesAboveRowSecurity(client: Client): Promise<void> {
  const { rows } = await client.query<{ rolname: string }>(
    "SELECT rolname FROM pg_roles WHERE rolname = ANY($1) AND (rolsuper OR rolbypassrls)",
    [[names.app, names.system]],
  );
  const [row] = rows;
  if (row)
    throw new StartFailure(`${row.rolname} passes row-level security by: run ALTER ROLE ${row.rolname} NOSUPERUSER NOBYPASSRLS;`);
}

async function opens(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

function withUser(url: string, database: string, user: string, password: string): string {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

function passwordOf(url: string | undefined): string {
  return (url && new URL(url).password) || randomBytes(24).toString("hex");
}

/** A file that is not whole is made anew: the passwords in it are only the portal's own. */
function readConnections(file: string): Connections | undefined {
  if (!existsSync(file)) return;
  const read = shape.safeParse(JSON.parse(readFileSync(file, "utf8")));
  return read.data;
}

function writeConnections(file: string, connections: Connections): void {
  writePrivate(file, `${JSON.stringify(connections, null, 2)}\n`);
}
