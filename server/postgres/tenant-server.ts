import { type Client, escapeLiteral, escapeIdentifier as id } from "pg";
import { withClient } from "./connect.ts";

/**
 * In the private cluster: the role that makes and keeps the clinics' databases, and their admin database. What it may do
 * beyond that is what `lib/databases/check-server.ts` asks of any server.
 * @param adminUrl the superuser's
 */
export async function prepareOwnTenantServer(adminUrl: string, { password, admin }: OwnTenantServer): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [tenantsRole]);
    const rights = `LOGIN NOSUPERUSER CREATEDB CREATEROLE PASSWORD ${escapeLiteral(password)}`;
    await client.query(`${rowCount ? "ALTER" : "CREATE"} ROLE ${tenantsRole} ${rights}`);
    await client.query(`GRANT pg_read_all_data TO ${tenantsRole} WITH ADMIN OPTION`);
    await client.query(`GRANT pg_signal_backend TO ${tenantsRole}`);
    await client.query(`GRANT SET ON PARAMETER temp_file_limit, lo_compat_privileges, lc_messages TO ${tenantsRole}`);
    // A role that may read all data must be kept out of what is not the clinics'.
    await client.query("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC");
    await client.query(`GRANT CONNECT ON DATABASE postgres TO ${tenantsRole}`);
    if (admin) await provideDatabase(client, admin);
  });
  if (admin)
    await withClient(at(adminUrl, admin), (client) =>
      client.query(`GRANT EXECUTE ON FUNCTION pg_reload_conf() TO ${tenantsRole}`),
    );
}

export interface OwnTenantServer {
  readonly password: string;
  /** The admin database to make; undefined where it is made when it is first needed. */
  readonly admin?: string;
}

export const tenantsRole = "portal_tenants";

async function provideDatabase(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [name]);
  if (!rowCount) await client.query(`CREATE DATABASE ${id(name)} OWNER ${tenantsRole} TEMPLATE template0 ENCODING 'UTF8'`);
}

function at(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
