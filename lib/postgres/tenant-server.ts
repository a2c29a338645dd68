import pg from "pg";
import { connections } from "../platform/connections.ts";
import { isDatabaseAway } from "../platform/database-errors.ts";
import { env } from "../platform/env.ts";
import { once } from "../platform/once.ts";
import { isRefusal, Refusal } from "../platform/refusal.ts";
import { outliveBrokenConnections } from "../platform/tenant-pool.ts";

/**
 * Connections to the admin database of the server that keeps the clinics' databases, as their administrator. Until
 * `prepareServer` (lib/databases) has run, that database may be missing.
 * @throws Refusal DATABASES_OFF
 */
export function tenantPool(): pg.Pool {
  const connectionString = tenantServerUrl(adminDatabase());
  const holder = held();
  holder.pool ??= makePool(connectionString);
  return holder.pool;
}

/** What the portal keeps on that server for itself. */
export function adminDatabase(): string {
  return `${env().tenantDatabasePrefix}admin`;
}

/**
 * Work on a connection of its own, as the administrator. What an archive brought into that database may define functions
 * and operators of any name: names without a schema mean PostgreSQL's own there.
 * @throws Refusal DATABASES_OFF
 */
export async function withTenantServer<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connectToServer(tenantServerUrl(database));
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/**
 * The caller ends it. A server that ends it first is told by the next statement.
 * @throws Refusal DATABASES_AWAY
 */
export async function connectToServer(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "portal-databases",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options: "-c search_path=pg_catalog",
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    if (!isServerSilent(error)) throw error;
    throw new Refusal("DATABASES_AWAY", { cause: error instanceof Error ? error.message || error.name : String(error) });
  }
  return client;
}

/**
 * The server's address with its parameters (sslmode=verify-full&sslrootcert=…), as the administrator or as another role.
 * @throws Refusal DATABASES_OFF
 */
export function tenantServerUrl(database: string, role?: { readonly name: string; readonly password: string }): string {
  const url = new URL(administratorUrl());
  url.pathname = `/${encodeURIComponent(database)}`;
  if (role) Object.assign(url, { username: role.name, password: role.password });
  return url.href;
}

/** Whether there is a server for the clinics' databases at all. */
export function hasTenantServer(): boolean {
  return connections().tenants !== undefined;
}

export async function closeTenantServer(): Promise<void> {
  const holder = held();
  const { pool } = holder;
  holder.pool = undefined;
  await pool?.end();
}

/** True when the error says that the server cannot be reached or is going down, rather than that it refused. */
export function isTenantServerAway(error: unknown): boolean {
  return isServerSilent(error) || (isRefusal(error) && error.code === "DATABASES_AWAY");
}

/** A name that nobody knows and a network without a way to it too: the address was right once, or will be. */
function isServerSilent(error: unknown): boolean {
  if (isDatabaseAway(error)) return true;
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? String(error.code) : "";
  return /^(ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(code) || /^timeout expired/.test(error.message);
}

/** As it was given, with a database that is there before ours. @throws Refusal DATABASES_OFF */
export function administratorUrl(): string {
  const url = connections().tenants;
  if (url === undefined) throw new Refusal("DATABASES_OFF");
  return url;
}

function held(): { pool: pg.Pool | undefined } {
  return once("tenant-server", () => ({ pool: undefined }));
}

function makePool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: 4,
    application_name: "portal-databases",
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 10_000,
  });
  outliveBrokenConnections(pool);
  return pool;
}
