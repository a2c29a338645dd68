import pg from "pg";
import { connections } from "#lib/platform/connections.ts";
import { Refusal } from "#lib/platform/refusal.ts";

/** A connection of its own to the clinics' PostgreSQL. @throws Refusal DATABASES_OFF */
export async function withTenantAdministrator<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const connectionString = connections().tenants;
  if (!connectionString) throw new Refusal("DATABASES_OFF");
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
